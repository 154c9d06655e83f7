import { type Lines, type Outcome, type Seqs, seqsOf } from '../store/index.ts';
import type { NotedAttempt, NotedAttempts } from './attempt-notes.ts';

/** A request that ended, as a worker remembers it until its flush. */
export interface EndedRequest {
  readonly seq: number;
  readonly outcome: Outcome;
  /** The line for the output or error file, its newline included. */
  readonly line: Buffer;
  readonly attempts: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  readonly durationMs: number;
  /** Wall clock of the worker, for people. */
  readonly startedAt: number;
  /** Error code when it did not succeed. */
  readonly code: string | null;
  /** The engine of the last execution. */
  readonly engine: string | null;
  /** The request whose answer it was given, as people are to see it; undefined when it was run. */
  readonly duplicateOf?: string | undefined;
  /** Attempts under its last claim that did not answer it; undefined for none. */
  readonly noted?: readonly NotedAttempt[] | undefined;
}

/**
 * What a segment knows beyond its lines: one JSON line behind them. Arrays are parallel to the seqs in ascending order.
 */
export interface SegmentNotes {
  readonly version: 1;
  readonly pool: string;
  readonly worker: string;
  readonly seqs: Seqs;
  readonly startedAt: readonly number[];
  readonly cachedTokens: readonly number[];
  readonly reasoningTokens: readonly number[];
  readonly codes: readonly (string | null)[];
  /** Which engines there were; of each request the position in this list. Segments of older workers say nothing. */
  readonly engines?: readonly (string | null)[];
  readonly engineOf?: readonly number[];
  /** Attempts that did not answer, of the requests that have any. Segments of older workers say nothing. */
  readonly attempts?: NotedAttempts;
  /** Whose answers were copied, for the requests that were given one. Segments of older workers say nothing. */
  readonly duplicates?: readonly (readonly [seq: number, of: string])[];
}

/** A segment to be put, and the record that will name it. */
export interface Segment {
  readonly bytes: Buffer;
  readonly lines: Lines;
}

/** Lays out the lines in seq order, then the notes. */
export function encodeSegment(
  key: string,
  ended: readonly EndedRequest[],
  { pool, worker }: { readonly pool: string; readonly worker: string },
): Segment {
  const sorted = [...ended].sort((left, right) => left.seq - right.seq);
  const seqs = seqsOf(sorted.map((request) => request.seq));
  const engines = [...new Set(sorted.map((request) => request.engine))];
  const noted = sorted.flatMap((request) => (request.noted ? [[request.seq, request.noted] as const] : []));
  const duplicates = sorted.flatMap(({ seq, duplicateOf: of }) => (of === undefined ? [] : [[seq, of] as const]));
  const notes: SegmentNotes = {
    version: 1,
    pool,
    worker,
    seqs,
    startedAt: sorted.map((request) => request.startedAt),
    cachedTokens: sorted.map((request) => request.cachedTokens),
    reasoningTokens: sorted.map((request) => request.reasoningTokens),
    codes: sorted.map((request) => request.code),
    engines,
    engineOf: sorted.map((request) => engines.indexOf(request.engine)),
    ...(noted.length > 0 && { attempts: noted }),
    ...(duplicates.length > 0 && { duplicates }),
  };
  const lines: Lines = {
    segment: key,
    offset: 0,
    seqs,
    outcomes: sorted.map((request) => request.outcome),
    lengths: sorted.map((request) => request.line.length),
    attempts: sorted.map((request) => request.attempts),
    tokensIn: sorted.map((request) => request.tokensIn),
    tokensOut: sorted.map((request) => request.tokensOut),
    durationsMs: sorted.map((request) => request.durationMs),
    ...(duplicates.length > 0 && { deduplicated: duplicates.length }),
  };
  const bytes = Buffer.concat([...sorted.map((request) => request.line), Buffer.from(`${JSON.stringify(notes)}\n`)]);
  return { bytes, lines };
}

/** The notes of a segment from the bytes behind its lines; undefined when they are of an unknown version. */
export function decodeNotes(bytes: Uint8Array): SegmentNotes | undefined {
  const notes = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
  ) as SegmentNotes;
  return notes.version === 1 ? notes : undefined;
}
