import { readInput } from '../batch/input-lines.ts';
import { recordLines } from '../batch/record-lines.ts';
import { requestIdOf } from '../batch/request-id.ts';
import type { RequestState } from '../batch/request-states.ts';
import { type RequestNote, readNotes } from '../batch/segment-notes.ts';
import { type ExtentSource, withdrawalErrors } from '../batch/withdrawn-lines.ts';
import type { BlobStorage } from '../blob/index.ts';
import { readRequests } from '../input/index.ts';
import { type Lines, seqsOf } from '../store/index.ts';
import type { BatchRequest } from './batch-requests.ts';
import { requestStatusOf } from './request-status.ts';

export interface RequestViewsOptions {
  readonly blobs: BlobStorage;
  readonly batchId: string;
  /** Blob of the batch's input. */
  readonly input: string;
  readonly signal: AbortSignal;
}

const SEGMENTS_AT_ONCE = 8;

/** A request as people see it, and what its segment notes of it. */
export interface NotedView {
  readonly view: BatchRequest;
  /** Undefined until it ended, and when it ended without an execution. */
  readonly note: RequestNote | undefined;
}

/** Requests as people see them, in the order of their states. */
export async function requestViews(
  states: readonly RequestState[],
  options: RequestViewsOptions,
): Promise<BatchRequest[]> {
  return (await notedViews(states, options)).map(({ view }) => view);
}

/** The same with their notes: of each extent the input is read once, of each segment the notes. */
export async function notedViews(states: readonly RequestState[], options: RequestViewsOptions): Promise<NotedView[]> {
  const views: NotedView[] = [];
  for (const some of Map.groupBy(states, ({ extent }) => extent.firstSeq).values()) {
    const names = await namesOf(some, options);
    const notes = await notesOf(some, options);
    for (const state of some) {
      const name = names.get(state.seq);
      const note = notes.get(state.seq);
      if (name) views.push({ view: viewOf(state, { ...name, batchId: options.batchId, note }), note });
    }
  }
  return views;
}

interface Names {
  readonly customId: string;
  readonly model: string;
}

/** What the requests of one extent call themselves. */
async function namesOf(
  states: readonly RequestState[],
  options: RequestViewsOptions,
): Promise<ReadonlyMap<number, Names>> {
  const { extent } = states[0] as RequestState;
  const lines = await readInput({ ...options, extent });
  if (!lines) return namesInLines(states, { ...options, extent });
  const names = new Map<number, Names>();
  for (const { seq, customId, model } of readRequests(
    lines,
    extent.firstSeq,
    seqsOf(states.map((state) => state.seq)),
  )) {
    names.set(seq, { customId: JSON.parse(customId.toString()) as string, model });
  }
  return names;
}

/** Once the input is gone, what has a line of its own still has a name. */
async function namesInLines(
  states: readonly RequestState[],
  source: ExtentSource,
): Promise<ReadonlyMap<number, Names>> {
  const records = states.flatMap(({ record }) => (record?.place ? [record] : []));
  const lines = await recordLines(source, records);
  const names = new Map<number, Names>();
  for (const { seq, settlement } of records) {
    const { custom_id: customId } = JSON.parse(Buffer.from(lines.get(seq) ?? []).toString()) as { custom_id: string };
    names.set(seq, { customId, model: settlement.model });
  }
  return names;
}

/** What their segments note of the requests, by seq. */
export async function notesOf(
  states: readonly RequestState[],
  { blobs, signal }: Pick<RequestViewsOptions, 'blobs' | 'signal'>,
): Promise<ReadonlyMap<number, RequestNote>> {
  const lines = new Set(states.flatMap(({ record }) => record?.settlement.lines ?? []));
  const read = new Map<Lines, ReadonlyMap<number, RequestNote>>();
  const all = [...lines];
  for (let at = 0; at < all.length; at += SEGMENTS_AT_ONCE) {
    const some = all.slice(at, at + SEGMENTS_AT_ONCE);
    const notes = await Promise.all(some.map((segment) => readNotes(blobs, segment, signal)));
    for (const [index, segment] of some.entries()) read.set(segment, notes[index] ?? new Map());
  }
  const notes = new Map<number, RequestNote>();
  for (const { seq, record } of states) {
    const note = record?.settlement.lines && read.get(record.settlement.lines)?.get(seq);
    if (note) notes.set(seq, note);
  }
  return notes;
}

interface Seen extends Names {
  readonly batchId: string;
  readonly note: RequestNote | undefined;
}

function viewOf(state: RequestState, { batchId, customId, model, note }: Seen): BatchRequest {
  const { seq, record, shard } = state;
  const about = { id: requestIdOf(batchId, seq), batchId, seq, customId, model, status: requestStatusOf(state) };
  if (!record) {
    const { pool = null, workerId = null } = shard?.holder ?? {};
    return { ...about, ...notEnded, attempts: shard?.attempts ?? 0, pool, workerId };
  }
  const { settlement, attempts, tokensIn, tokensOut, place } = record;
  const { pool, workerId, settledAt: endedAt, as } = settlement;
  if (!place) {
    const errorCode = withdrawalErrors[as === 'cancelled' ? 'cancelled' : 'expired'].code;
    return { ...about, ...notEnded, attempts, endedAt, errorCode };
  }
  const usage = {
    inputTokens: tokensIn,
    cachedTokens: note?.cachedTokens ?? 0,
    outputTokens: tokensOut,
    reasoningTokens: note?.reasoningTokens ?? 0,
  };
  const { durationMs } = record;
  const { duplicateOf = null } = note ?? {};
  if (duplicateOf !== null) return { ...about, ...notEnded, attempts, endedAt, usage, duplicateOf };
  return {
    ...{ ...about, attempts, pool, workerId, endedAt, durationMs, usage, duplicateOf },
    engine: note?.engine ?? settlement.engine,
    // A lethal request ends without another start.
    startedAt: note?.startedAt || null,
    errorCode: note?.code ?? null,
  };
}

const notEnded = {
  ...{ pool: null, workerId: null, engine: null, startedAt: null, endedAt: null },
  ...{ durationMs: null, usage: null, errorCode: null, duplicateOf: null },
} as const;
