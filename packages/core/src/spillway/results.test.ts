import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createMemoryBlobs } from '../memory/index.ts';
import { type Batch, type Extent, eachSeq, type Outcome, type Settlement, seqsOf } from '../store/index.ts';
import type { ResultOrder } from './batch-results.ts';
import { type ResultsOptions, readResults } from './results.ts';

/** How a batch went, in the order in which the settlements of its last revision become visible. */
interface Course {
  readonly revision: number;
  readonly extents: readonly Extent[];
  /** Visible from the beginning: what earlier revisions left, and what the last one requeued of it. */
  readonly before: readonly Settlement[];
  readonly during: readonly Settlement[];
}

interface Ending {
  /** Which settlement of its extent ends the request. */
  readonly settlement: number;
  readonly withdrawn: boolean;
  /** Whether the second revision runs it again. */
  readonly again: boolean;
  readonly settlementAgain: number;
}

const ending: fc.Arbitrary<Ending> = fc.record({
  settlement: fc.nat(3),
  withdrawn: fc.boolean(),
  again: fc.boolean(),
  settlementAgain: fc.nat(3),
});

const courses: fc.Arbitrary<Course> = fc
  .record({
    extents: fc.array(fc.array(ending, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 8 }),
    revision: fc.constantFrom(1, 2),
    chance: fc.infiniteStream(fc.nat(1_000_000)),
  })
  .map(({ extents, revision, chance }) => courseOf(extents, revision, () => chance.next().value as number));

function courseOf(endings: readonly (readonly Ending[])[], revision: number, chance: () => number): Course {
  const extents: Extent[] = [];
  const [before, during]: [Settlement[], Settlement[]] = [[], []];
  let ordinal = 0;
  for (const requests of endings) {
    const last = extents.at(-1);
    const firstSeq = last ? last.firstSeq + last.requests : 0;
    const extent = {
      firstSeq,
      requests: requests.length,
      offset: firstSeq * lineBytes,
      bytes: requests.length * lineBytes,
    };
    extents.push(extent);
    const seqsWith = (is: (request: Ending) => boolean): number[] =>
      requests.flatMap((request, index) => (is(request) ? [firstSeq + index] : []));
    const settle = (to: Settlement[], part: number, seqs: number[], as?: Settlement['as']): void => {
      if (seqs.length > 0) to.push(settlementOf(extent, { ordinal: ++ordinal, seqs, run: part, ...(as && { as }) }));
    };
    for (let part = 0; part < 4; part++) {
      const to = revision === 1 ? during : before;
      settle(
        to,
        1,
        seqsWith(({ settlement, withdrawn }) => settlement === part && !withdrawn),
      );
      settle(
        to,
        1,
        seqsWith(({ settlement, withdrawn }) => settlement === part && withdrawn),
        'expired',
      );
    }
    if (revision === 1) continue;
    for (const half of [true, false])
      settle(
        before,
        2,
        seqsWith(({ again, withdrawn }) => again && withdrawn === half),
        'requeued',
      );
    for (let part = 0; part < 4; part++)
      settle(
        during,
        2,
        seqsWith(({ again, settlementAgain }) => again && settlementAgain === part),
      );
  }
  const order = new Map(during.map((settlement) => [settlement, chance()]));
  during.sort((left, right) => (order.get(left) as number) - (order.get(right) as number));
  return { revision, extents, before, during };
}

interface Settled {
  readonly ordinal: number;
  readonly seqs: readonly number[];
  readonly run: number;
  readonly as?: NonNullable<Settlement['as']>;
}

function settlementOf(extent: Extent, { ordinal, seqs: numbers, run, as }: Settled): Settlement {
  const about = { extent, ordinal, model: 'm', settledAt: 0, pool: null, workerId: null, engine: null };
  const seqs = seqsOf(numbers);
  if (as) return { ...about, seqs, as };
  const none = numbers.map(() => 0);
  const lines = {
    segment: `segments/${ordinal}`,
    offset: 0,
    seqs,
    outcomes: numbers.map((): Outcome => 'succeeded'),
    lengths: numbers.map((seq) => lineOf(seq, run).length),
    attempts: none,
    tokensIn: none,
    tokensOut: none,
    durationsMs: none,
  };
  return { ...about, seqs, lines };
}

/** Of a length of its own. */
function lineOf(seq: number, run: number): string {
  return `${seq} in ${run} ${createHash('sha256')
    .update(`${seq}`)
    .digest('hex')
    .slice(0, seq % 7)}\n`;
}

const lineBytes = 120;

function inputLine(seq: number): string {
  const line = `{"custom_id":"c${seq}","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}`;
  return `${line.padEnd(lineBytes - 1)}\n`;
}

/** A batch that goes through the course, as far as it is let on. */
class Stage {
  readonly course: Course;
  readonly total: number;
  readonly options: ResultsOptions;
  shown = 0;
  ended = false;

  constructor(course: Course, options: Pick<ResultsOptions, 'blobs'>) {
    this.course = course;
    this.total = course.extents.reduce((sum, { requests }) => sum + requests, 0);
    const get = async (): Promise<Batch> => this.batch() as Batch;
    const settlements = async (_: string, query: { fromSeq: number; extents: number }) => this.page(query);
    this.options = {
      ...options,
      store: { batches: { get }, shards: { settlements } } as unknown as ResultsOptions['store'],
      clock: systemClock,
      closing: new AbortController().signal,
      onTrouble: () => {},
    };
  }

  batch(): Partial<Batch> {
    return {
      id: 'batch_a',
      revision: this.course.revision,
      phase: this.ended ? 'completed' : 'in_progress',
      plan: { blob: 'files/input', bytes: 0, models: ['m'], customIdIndex: null },
      counts: { total: this.total } as Batch['counts'],
      inProgressAt: 1,
      endedAt: this.ended ? 2 : null,
      requeue: null,
      purgedAt: null,
    };
  }

  page({ fromSeq, extents }: { fromSeq: number; extents: number }) {
    const visible = [...this.course.before, ...this.course.during.slice(0, this.shown)];
    const of = (extent: Extent): Settlement[] =>
      visible.filter((settlement) => settlement.extent === extent).sort((left, right) => left.ordinal - right.ordinal);
    const some = this.course.extents.filter(
      (extent) => extent.firstSeq + extent.requests > fromSeq && of(extent).length > 0,
    );
    // Fewer at once than are asked for, so that a walk has several pages.
    const count = Math.min(extents, 2);
    const next = some[count];
    return { settlements: some.slice(0, count).flatMap(of), ...(next && { nextSeq: next.firstSeq }) };
  }

  async *walk(order: ResultOrder, from: string | undefined, limits: () => number) {
    for (let cursor = from, done = false; !done; ) {
      const query = { id: 'batch_a', order, limit: limits(), ...(cursor !== undefined && { cursor }) };
      const page = await readResults(query, this.options);
      if (!page) throw new Error('there is a batch');
      expect(page.lines.length).toBeLessThanOrEqual(query.limit);
      yield page;
      ({ cursor, done } = page);
    }
  }
}

async function stageOf(course: Course): Promise<Stage> {
  const blobs = createMemoryBlobs();
  const stage = new Stage(course, { blobs });
  const input = Array.from({ length: stage.total }, (_, seq) => inputLine(seq)).join('');
  await blobs.put('files/input', Buffer.from(input));
  for (const [run, settlements] of [
    [course.revision, course.during],
    [1, course.before],
  ] as const) {
    for (const { ordinal, lines } of settlements) {
      if (lines)
        await blobs.put(
          `segments/${ordinal}`,
          Buffer.from([...eachSeq(lines.seqs)].map((seq) => lineOf(seq, run)).join('')),
        );
    }
  }
  return stage;
}

/** The line of each request in the files of the batch. */
function finalLines({ before, during }: Course): Map<number, string> {
  const lines = new Map<number, string>();
  const all = [...before, ...during].sort((left, right) => left.ordinal - right.ordinal);
  const run = (settlement: Settlement): number => (during.includes(settlement) && before.length > 0 ? 2 : 1);
  for (const settlement of all) {
    for (const seq of eachSeq(settlement.seqs))
      lines.set(seq, settlement.lines ? lineOf(seq, run(settlement)) : expiredLine(seq));
  }
  return lines;
}

function expiredLine(seq: number): string {
  const message = 'This request could not be executed before the completion window expired.';
  return `{"id":"batch_req_batch_a_${seq}","custom_id":"c${seq}","response":null,"error":${JSON.stringify({ code: 'batch_expired', message })}}\n`;
}

const texts = (lines: readonly { readonly line: Uint8Array }[]): string[] =>
  lines.map(({ line }) => Buffer.from(line).toString());

test.each(['completion', 'input'] as const)(
  'in the order %s nothing comes twice and nothing is skipped, from whichever cursor a reader goes on',
  async (order) => {
    await fc.assert(
      fc.asyncProperty(courses, fc.infiniteStream(fc.integer({ min: 1, max: 12 })), async (course, picks) => {
        const stage = await stageOf(course);
        const pick = (): number => picks.next().value as number;
        const read: string[] = [];
        const places: { readonly cursor: string; readonly read: number }[] = [];
        let pages = 0;
        for await (const page of stage.walk(order, undefined, pick)) {
          read.push(...texts(page.lines));
          places.push({ cursor: page.cursor, read: read.length });
          if (pick() > 3) stage.shown++;
          if (stage.shown > course.during.length && pick() > 6) stage.ended = true;
          expect(++pages).toBeLessThan(10_000);
        }
        const all = finalLines(course);
        const whole = order === 'input' ? (lines: string[]) => lines : (lines: string[]) => lines.sort();
        expect(whole([...read])).toEqual(
          whole([...all.entries()].sort(([left], [right]) => left - right).map(([, line]) => line)),
        );
        for (const place of places) {
          const rest: string[] = [];
          for await (const page of stage.walk(order, place.cursor, pick)) rest.push(...texts(page.lines));
          expect(whole([...read.slice(0, place.read), ...rest])).toEqual(whole([...read]));
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 300) },
    );
  },
);
