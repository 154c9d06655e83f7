import type { Verdict } from '../executor/index.ts';

/** What a worker notes of one execution that did not answer its request, for people. Bodies stay out of it. */
export interface NotedAttempt {
  /** When it began, by the worker's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly engine: string | null;
  /** How it ended. `lapsed`: none of this worker's, but the deaths of those who held the request before. */
  readonly verdict: Exclude<Verdict['kind'], 'answered'> | 'lapsed';
  /** A word for programs: what broke, `http_400` of a refusal, `engine_died`, `holder_died`. */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
  /** The HTTP status; null when none came. */
  readonly statusCode: number | null;
}

/** The attempts of some requests, by seq. */
export type NotedAttempts = readonly (readonly [seq: number, attempts: readonly NotedAttempt[]])[];

/** A blob of attempts whose requests left their claim without an outcome. */
export interface AttemptNotes {
  readonly version: 1;
  readonly pool: string;
  readonly worker: string;
  readonly attempts: NotedAttempts;
}

const MOST_CHARACTERS = 500;
/** Of one request under one claim: a policy may try until the deadline. */
const MOST_NOTES = 20;

/** The note of an execution, as its verdict tells it. */
export function noteOf(
  verdict: Exclude<Verdict, { kind: 'answered' }>,
  { startedAt, durationMs }: { readonly startedAt: number; readonly durationMs: number },
): NotedAttempt {
  const message = verdict.kind === 'refused' ? `the engine refused it with ${verdict.statusCode}` : verdict.message;
  return {
    startedAt,
    durationMs: Math.round(durationMs),
    engine: verdict.engine,
    verdict: verdict.kind,
    code: codeOf(verdict),
    message: message.slice(0, MOST_CHARACTERS),
    statusCode: 'statusCode' in verdict ? verdict.statusCode : null,
  };
}

/** The notes with one more; of too many the first and the latest stay. */
export function withNote(noted: readonly NotedAttempt[], note: NotedAttempt): readonly NotedAttempt[] {
  const [first] = noted;
  return first && noted.length >= MOST_NOTES ? [first, ...noted.slice(2), note] : [...noted, note];
}

function codeOf(verdict: Exclude<Verdict, { kind: 'answered' }>): string {
  if (verdict.kind === 'failed') return verdict.reason;
  if (verdict.kind === 'refused' || verdict.kind === 'busy') return `http_${verdict.statusCode}`;
  if (verdict.kind === 'unreachable') return verdict.sent ? 'engine_died' : 'unreachable';
  return verdict.kind;
}

/** The note that ends a request whose holders died: those could not note anything themselves. */
export function noteOfLapses(lapses: number, startedAt: number): NotedAttempt {
  const message = `its worker or engine died ${lapses} time${lapses === 1 ? '' : 's'} while it ran alone`;
  const unknown = { durationMs: 0, engine: null, statusCode: null };
  return { ...unknown, startedAt, verdict: 'lapsed', code: 'holder_died', message };
}

/**
 * Begins the keys of the blobs with attempts of one extent. They lie among the segments, so that they are purged with
 * them, and are only looked for when a person asks: neither store nor finish knows of them.
 */
export function attemptsPrefix(batchId: string, firstSeq: number): string {
  return `segments/${batchId}/attempts/${firstSeq}-`;
}

export function encodeAttempts(notes: Omit<AttemptNotes, 'version'>): Buffer {
  return Buffer.from(`${JSON.stringify({ version: 1, ...notes } satisfies AttemptNotes)}\n`);
}

/** Undefined when they are of an unknown version. */
export function decodeAttempts(bytes: Buffer): AttemptNotes | undefined {
  const notes = JSON.parse(bytes.toString('utf8')) as AttemptNotes;
  return notes.version === 1 ? notes : undefined;
}
