import { type BlobStorage, readBlob } from '../blob/index.ts';
import { type Extent, eachSeq, intersectSeqs, type Seqs, type Settlement } from '../store/index.ts';
import { attemptsPrefix, decodeAttempts, type NotedAttempt } from '../worker/attempt-notes.ts';
import { finalRecords } from './final-records.ts';
import { type RequestNote, readNotes } from './segment-notes.ts';

/** One execution of a request, as its worker noted it. */
export interface AttemptNote {
  /** When it began, by the worker's clock. Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly pool: string | null;
  readonly workerId: string | null;
  readonly engine: string | null;
  /** How it ended. `lapsed`: those who held the request died, as often as `message` says. */
  readonly verdict: NotedAttempt['verdict'] | 'answered';
  /** What broke, in a word: `server_error`, `timeout`, `engine_died`, `holder_died`, `http_400`, …; null of an answer. */
  readonly code: string | null;
  /** The same in a sentence, of 500 characters at the most. */
  readonly message: string | null;
  /** The HTTP status of what broke, when one came. */
  readonly statusCode: number | null;
}

export interface AttemptHistoriesOptions {
  readonly blobs: BlobStorage;
  readonly batchId: string;
  readonly extent: Extent;
  /** All settlements of the extent. */
  readonly settlements: readonly Settlement[];
  readonly seqs: Seqs;
  readonly signal: AbortSignal;
}

const BLOBS_AT_ONCE = 8;
const KEYS_AT_ONCE = 1_000;

/**
 * What happened to some requests of one extent, oldest first, in earlier revisions too: what their segments note, and what
 * lies beside the segments of those that left a claim without an outcome. Reads as many notes at a time, and keeps only
 * those that were asked for.
 */
export async function attemptHistories(
  options: AttemptHistoriesOptions,
): Promise<ReadonlyMap<number, readonly AttemptNote[]>> {
  const histories = new Map<number, AttemptNote[]>([...eachSeq(options.seqs)].map((seq) => [seq, []]));
  await addEnded(histories, options);
  await addReturned(histories, options);
  for (const history of histories.values()) history.sort((left, right) => left.startedAt - right.startedAt);
  return histories;
}

type Histories = ReadonlyMap<number, AttemptNote[]>;

/** Those under the claims that ended the requests. */
async function addEnded(histories: Histories, options: AttemptHistoriesOptions): Promise<void> {
  const { blobs, settlements, seqs, signal } = options;
  const wanted = settlements.filter(({ lines }) => lines && intersectSeqs(lines.seqs, seqs).length > 0);
  for (let at = 0; at < wanted.length; at += BLOBS_AT_ONCE) {
    signal.throwIfAborted();
    const some = wanted.slice(at, at + BLOBS_AT_ONCE);
    await Promise.all(
      some.map(async (settlement) => {
        if (settlement.lines) addNotes(histories, settlement, await readNotes(blobs, settlement.lines, signal));
      }),
    );
  }
}

function addNotes(histories: Histories, settlement: Settlement, notes: ReadonlyMap<number, RequestNote>): void {
  const { pool, workerId } = settlement;
  for (const { seq, outcome, durationMs } of finalRecords([settlement])) {
    const history = histories.get(seq);
    const note = notes.get(seq);
    if (!history || !note) continue;
    history.push(...note.attempts.map((attempt) => ({ ...attempt, pool, workerId })));
    if (outcome !== 'succeeded' || note.duplicateOf !== null) continue;
    const { startedAt, engine } = note;
    history.push({ ...answered, startedAt, durationMs, pool, workerId, engine });
  }
}

const answered = { verdict: 'answered', code: null, message: null, statusCode: null } as const;

/** Those under claims that the requests left. */
async function addReturned(histories: Histories, options: AttemptHistoriesOptions): Promise<void> {
  const { blobs, batchId, extent, signal } = options;
  const prefix = attemptsPrefix(batchId, extent.firstSeq);
  for (let after: string | undefined, more = true; more; ) {
    const page = await blobs.list({ prefix, limit: KEYS_AT_ONCE, ...(after !== undefined && { after }) });
    const keys = page.blobs.map(({ key }) => key);
    for (let at = 0; at < keys.length; at += BLOBS_AT_ONCE) {
      const some = keys.slice(at, at + BLOBS_AT_ONCE);
      await Promise.all(some.map((key) => addBlob(histories, blobs, key, signal)));
    }
    after = keys.at(-1);
    more = page.hasMore;
  }
}

async function addBlob(histories: Histories, blobs: BlobStorage, key: string, signal: AbortSignal): Promise<void> {
  const notes = decodeAttempts(await readBlob(blobs, key, { signal }));
  for (const [seq, attempts] of notes?.attempts ?? []) {
    const about = { pool: notes?.pool ?? null, workerId: notes?.worker ?? null };
    histories.get(seq)?.push(...attempts.map((attempt) => ({ ...attempt, ...about })));
  }
}
