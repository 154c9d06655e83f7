import { createSpillway, type ResultOrder, type ResultPage } from '@spillway/core';
import type { Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, busy, createScriptedExecutor, refused, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';
import { wireTo } from './wire.ts';

test('a run yields each result once, also when a later extent finishes before an earlier one', async () => {
  await using installation = await install();
  const { clock, spillway } = installation;
  // The first extent ends last: one of its requests is slow to come through.
  const script: Script = ({ prompt, nth }) => (prompt === 'p0' && nth < 6 ? busy : answered);
  const worker = startWorker(installation, script, { concurrency: 64 });
  const requests = Array.from({ length: 1_500 }, (_, index) => ({
    body: { messages: [{ role: 'user', content: `p${index}` }] },
  }));
  const gather = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { customId } of spillway.run(requests, { model: 'm' })) ids.push(customId);
    return ids;
  };
  const ids = await clock.until(gather());
  expect(ids.at(-1)).toBe('0');
  expect(ids).toHaveLength(1_500);
  expect(new Set(ids).size).toBe(1_500);
  await stopWorker(installation, worker);
});

test('a settlement that becomes visible after later ones is not skipped', async () => {
  let hidden: number | undefined;
  const late = (store: Store): Store => ({
    ...store,
    shards: {
      ...store.shards,
      async settlements(batchId, query) {
        const page = await store.shards.settlements(batchId, query);
        // The first settlement of all is held back until another of its extent has been seen.
        hidden ??= page.settlements[0]?.ordinal;
        const settlements = page.settlements.filter(({ ordinal }) => ordinal !== hidden);
        if (settlements.length > 0 && hidden !== undefined) {
          hidden = -1;
          return { ...page, settlements };
        }
        return hidden === -1 ? page : { ...page, settlements };
      },
    },
  });
  await using installation = await install({ store: late });
  const { clock, spillway } = installation;
  const worker = startWorker(installation, () => answered, { concurrency: 4 });
  const requests = Array.from({ length: 200 }, (_, index) => ({
    body: { messages: [{ role: 'user', content: `p${index}` }] },
  }));
  const gather = async (): Promise<Set<string>> => {
    const ids = new Set<string>();
    for await (const { customId } of spillway.run(requests, { model: 'm' })) ids.add(customId);
    return ids;
  };
  expect((await clock.until(gather())).size).toBe(200);
  await stopWorker(installation, worker);
});

const idsOf = ({ lines }: Pick<ResultPage, 'lines'>): number[] =>
  lines.map((line) => Number((JSON.parse(Buffer.from(line).toString()) as { custom_id: string }).custom_id.slice(1)));

const ascending = (ids: number[]): number[] => [...ids].sort((left, right) => left - right);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, seq) => seq);

async function pageOf({ spillway }: Installation, query: Parameters<typeof spillway.batches.results>[0]) {
  const page = await spillway.batches.results(query);
  if (!page) throw new Error('there is a batch');
  return page;
}

/** The pages from a cursor to the end of a batch that has ended. */
async function rest(installation: Installation, query: Parameters<typeof pageOf>[1]): Promise<number[]> {
  const ids: number[] = [];
  for (
    let page = await pageOf(installation, query);
    ;
    page = await pageOf(installation, { ...query, cursor: page.cursor })
  ) {
    ids.push(...idsOf(page));
    if (page.done) return ids;
  }
}

describe.each<ResultOrder>(['completion', 'input'])('in the order of %s', (order) => {
  test('pages of a running batch repeat nothing and skip nothing, from whichever cursor one goes on', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const script: Script = ({ prompt, nth }) =>
      prompt === 'p3' && nth < 6 ? busy : Number(prompt.slice(1)) % 50 ? answered : refused;
    const worker = startWorker(installation, script, { concurrency: 64 });
    const { id } = await installation.submit(1_200);
    const read: number[] = [];
    const places: { readonly cursor: string; readonly read: number }[] = [];
    for (let cursor: string | undefined, done = false, nth = 0; !done; nth++) {
      const query = { id, order, limit: 1 + ((nth * 37) % 211), ...(cursor !== undefined && { cursor }) };
      const page = await pageOf(installation, query);
      // A reader that dies before it kept the page asks again.
      if (nth % 3 === 0)
        expect(idsOf(await pageOf(installation, query)).slice(0, page.lines.length)).toEqual(idsOf(page));
      read.push(...idsOf(page));
      places.push({ cursor: page.cursor, read: read.length });
      ({ cursor, done } = page);
      await clock.pass(130);
    }
    await stopWorker(installation, worker);
    expect(places.filter((place) => place.read > 0 && place.read < 1_200).length).toBeGreaterThan(10);
    expect(order === 'input' ? read : ascending(read)).toEqual(upTo(1_200));
    for (const place of places) {
      const left = await rest(installation, { id, order, cursor: place.cursor, limit: 10_000 });
      expect(ascending([...read.slice(0, place.read), ...left])).toEqual(upTo(1_200));
    }
    expect(await spillway.batches.results({ id: 'batch_none', order })).toBeUndefined();
  });

  test('the lines are those of the files', async () => {
    await using installation = await install();
    const worker = startWorker(installation, ({ prompt }) => (prompt.endsWith('7') ? refused : answered));
    const submitted = await installation.submit(100);
    const lines: string[] = [];
    const follow = async (): Promise<void> => {
      for await (const page of installation.spillway.batches.follow({ id: submitted.id, order, limit: 7 })) {
        lines.push(...page.lines.map((line) => Buffer.from(line).toString()));
      }
    };
    await installation.clock.until(follow());
    const { batch } = await installation.results(submitted);
    const files: string[] = [];
    for (const id of [batch.outputFileId, batch.errorFileId]) {
      for await (const chunk of (await installation.spillway.files.content({ id: id ?? '' })) ?? []) {
        files.push(
          ...Buffer.from(chunk)
            .toString()
            .split(/(?<=\n)/),
        );
      }
    }
    expect(lines.sort()).toEqual(files.sort());
    await stopWorker(installation, worker);
  });

  test('of a batch that is not planned yet there is nothing, and its cursor is good later', async () => {
    await using installation = await install({ spillway: { coordinate: false } });
    const { clock, spillway } = installation;
    const { id } = await installation.submit(30, '5m');
    const first = await pageOf(installation, { id, order });
    expect(first).toMatchObject({ lines: [], done: false });
    const stop = new AbortController();
    const ended = spillway.coordinator().run({ signal: stop.signal });
    await clock.until(spillway.batches.ended({ id }));
    expect(await rest(installation, { id, order, cursor: first.cursor, limit: 7 })).toEqual(upTo(30));
    stop.abort();
    await clock.until(ended);
  });

  test('of a batch that failed, or ended before it was planned, there is nothing, and nothing comes', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const file = await spillway.files.upload({ filename: 'a.jsonl', source: Buffer.from('{}\n') });
    const bad = await spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
    const cancelled = await installation.submit(10);
    await spillway.batches.cancel({ id: cancelled.id });
    for (const { id } of [bad, cancelled]) {
      await clock.until(spillway.batches.ended({ id }));
      expect(await pageOf(installation, { id, order })).toMatchObject({ lines: [], done: true });
    }
  });
});

describe('a page of results', () => {
  test('ends at about four megabytes', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const answer = { ...answered, body: Buffer.from(JSON.stringify({ text: 'x'.repeat(1024 ** 2) })) };
    const worker = startWorker(installation, ({ prompt }) =>
      prompt === 'p9' ? { ...answer, body: Buffer.from(JSON.stringify({ text: 'x'.repeat(6 * 1024 ** 2) })) } : answer,
    );
    const { id } = await installation.submit(20);
    await clock.until(spillway.batches.ended({ id }));
    const pages: number[][] = [];
    for (
      let page = await pageOf(installation, { id, order: 'input' });
      ;
      page = await pageOf(installation, { id, order: 'input', cursor: page.cursor })
    ) {
      pages.push(idsOf(page));
      if (page.done) break;
    }
    expect(pages).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9], [10, 11, 12], [13, 14, 15], [16, 17, 18], [19]]);
    await stopWorker(installation, worker);
  });

  test('that is followed ends at half a megabyte, of which a reader that stands still holds several', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const answer = { ...answered, body: Buffer.from(JSON.stringify({ text: 'x'.repeat(150 * 1024) })) };
    const worker = startWorker(installation, () => answer);
    const { id } = await installation.submit(8);
    await clock.until(spillway.batches.ended({ id }));
    const pages = await clock.until(Array.fromAsync(spillway.batches.follow({ id, order: 'input' }), idsOf));
    expect(pages).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7],
    ]);
    await stopWorker(installation, worker);
  });

  test('is none for a cursor of something else, for a limit or an order that is none', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const worker = startWorker(installation, () => answered);
    const [{ id }, other] = [await installation.submit(10), await installation.submit(10)];
    for (const batch of [id, other.id]) await clock.until(spillway.batches.ended({ id: batch }));
    const { cursor } = await pageOf(installation, { id, limit: 5 });
    const strange = [
      { id: other.id, cursor },
      { id, cursor, order: 'input' as const },
      { id, cursor: '' },
      { id, cursor: `${cursor}A` },
      { id, cursor: 'x'.repeat(1_000_000) },
    ];
    for (const query of strange) {
      await expect(spillway.batches.results(query)).rejects.toMatchObject({
        code: 'invalid_argument',
        param: 'cursor',
      });
    }
    for (const limit of [0, 10_001, -1, 1.5]) {
      await expect(spillway.batches.results({ id, limit })).rejects.toMatchObject({ param: 'limit' });
    }
    const order = 'random' as ResultOrder;
    await expect(spillway.batches.results({ id, order })).rejects.toMatchObject({ param: 'order' });
    expect(idsOf(await pageOf(installation, { id, cursor }))).toHaveLength(5);
    expect(await spillway.batches.results({ id, tenant: 'other' })).toBeUndefined();
    await stopWorker(installation, worker);
  });

  test('holds the final records alone: nothing while a reopening chooses, and no line that it supersedes', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const first = startWorker(installation, ({ prompt }) => (prompt.endsWith('7') ? refused : answered));
    const { id } = await installation.submit(600);
    await clock.until(spillway.batches.ended({ id }));
    await stopWorker(installation, first);
    const before = await pageOf(installation, { id, limit: 100 });
    const { revision } = await spillway.batches.retry({ id });
    expect(revision).toBe(2);
    await expect(spillway.batches.results({ id, cursor: before.cursor })).rejects.toMatchObject({ param: 'cursor' });
    expect(await pageOf(installation, { id })).toMatchObject({ lines: [], done: false });
    await clock.pass(3_000);
    const kept = upTo(600).filter((seq) => seq % 10 !== 7);
    const during = await pageOf(installation, { id });
    expect(during.done).toBe(false);
    expect(ascending(idsOf(during))).toEqual(kept);
    expect(idsOf(await pageOf(installation, { id, order: 'input' }))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const second = startWorker(installation, () => answered);
    await clock.until(spillway.batches.ended({ id }));
    const after = await rest(installation, { id, cursor: during.cursor, limit: 9 });
    expect(ascending([...idsOf(during), ...after])).toEqual(upTo(600));
    await stopWorker(installation, second);
  });
});

describe('who follows a batch', () => {
  test('gets each line once through outages of store and blobs, and is told when it has ended', async () => {
    await using installation = await install();
    const { clock, store, blobs } = installation;
    const wire = wireTo(store, clock);
    const troubles: string[] = [];
    const onTrouble = ({ where }: { readonly where: string }): void => void troubles.push(where);
    await using reader = await createSpillway({ store: wire.store, blobs, clock, keepOpen: true, onTrouble });
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 3_000 });
    const stop = new AbortController();
    const ended = installation.spillway.worker({ executor, concurrency: 16 }).run({ signal: stop.signal });
    const { id } = await installation.submit(300);
    const ids: number[] = [];
    let pages = 0;
    const follow = async (): Promise<boolean> => {
      for await (const page of reader.batches.follow({ id })) {
        ids.push(...idsOf(page));
        pages++;
        if (page.done) return true;
        expect(page.lines.length).toBeGreaterThan(0);
      }
      return false;
    };
    const followed = follow();
    for (let outage = 0; outage < 5; outage++) {
      await clock.pass(5_000);
      wire.state = 'cut';
      await clock.pass(4_000);
      wire.state = 'up';
    }
    expect(await clock.until(followed)).toBe(true);
    expect(ascending(ids)).toEqual(upTo(300));
    expect(pages).toBeGreaterThan(5);
    expect(new Set(troubles)).toEqual(new Set(['results']));
    expect(wire.busiest('batches.get')).toBeLessThanOrEqual(10);
    stop.abort();
    await clock.until(ended);
  });

  test('is let go by an abort, and hears of a batch that is none', async () => {
    const installation = await install({ spillway: { coordinate: false } });
    const { clock, store, blobs } = installation;
    const wire = wireTo(store, clock);
    const spillway = await createSpillway({ store: wire.store, blobs, clock, keepOpen: true });
    const { id } = await installation.submit(5);
    const stop = new AbortController();
    const next = spillway.batches.follow({ id, signal: stop.signal })[Symbol.asyncIterator]().next();
    const answer = next.catch((error) => error);
    await clock.pass(1_000);
    stop.abort();
    expect(await clock.until(answer)).toMatchObject({ code: 'closed' });
    const none = spillway.batches.follow({ id: 'batch_none' })[Symbol.asyncIterator]().next();
    await expect(none).rejects.toMatchObject({ code: 'not_found' });
    // A batch that waits to be planned is looked at four times a second.
    expect(wire.busiest('batches.get')).toBeLessThanOrEqual(5);
    expect(clock.sleepers).toBe(0);
    await installation[Symbol.asyncDispose]();
  });
});
