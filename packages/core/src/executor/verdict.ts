/** Tokens that an engine reported for one answer. */
export interface TokenUsage {
  /** Of the prompt, cached ones included. */
  readonly inputTokens: number;
  /** Of the prompt, taken from a prefix cache. */
  readonly cachedTokens: number;
  /** Of the answer, reasoning included. */
  readonly outputTokens: number;
  /** Of the answer, spent on reasoning. */
  readonly reasoningTokens: number;
}

interface VerdictBase {
  /** The engine that was asked, for people; null when none could be. */
  readonly engine: string | null;
}

/** The engine answered with a 2xx and a whole JSON body. */
export interface AnsweredVerdict extends VerdictBase {
  readonly kind: 'answered';
  /** The HTTP status, 200 to 299. */
  readonly statusCode: number;
  /** The engine's id of the answer, or null. */
  readonly requestId: string | null;
  /** The body's bytes: one JSON value without raw newlines. */
  readonly body: Uint8Array;
  readonly usage: TokenUsage;
}

/**
 * The engine will never accept this request: a 4xx that speaks of the request itself. What speaks of the connection
 * (401, 403, 407, 408, 425, 429, a 404 that is no JSON) is none: a rotated key must not refuse a night of work.
 */
export interface RefusedVerdict extends VerdictBase {
  readonly kind: 'refused';
  /** The HTTP status, a 4xx or a redirect. */
  readonly statusCode: number;
  /** The engine's id of the answer, or null. */
  readonly requestId: string | null;
  /** The body's bytes: one JSON value without raw newlines. */
  readonly body: Uint8Array;
}

/** It broke in a way that could be the request's own fault: an attempt is burnt. */
export interface FailedVerdict extends VerdictBase {
  readonly kind: 'failed';
  /** What broke: a 5xx, no answer in time, half a body, no JSON, a body over the bound, a connection that broke. */
  readonly reason: 'server_error' | 'timeout' | 'truncated' | 'garbage' | 'too_large' | 'reset';
  /** A sentence for people. */
  readonly message: string;
  /** The HTTP status; null when none came. */
  readonly statusCode: number | null;
  /** The engine's id of the answer, or null. */
  readonly requestId: string | null;
  /** The body of a 5xx when it was JSON, else null. */
  readonly body: Uint8Array | null;
  /** What the engine's Retry-After asks for; null without one. */
  readonly retryAfterMs: number | null;
}

/** The engine is there but has no room (429, 503): no attempt is burnt. */
export interface BusyVerdict extends VerdictBase {
  readonly kind: 'busy';
  /** The HTTP status: 429, 503, or 425. */
  readonly statusCode: number;
  /** A sentence for people. */
  readonly message: string;
  /** What the engine's Retry-After asks for; null without one. */
  readonly retryAfterMs: number | null;
}

/**
 * No engine could be reached: refused, no healthy engine, or the connection broke and the engine no longer answers its
 * health check (a broken connection to an engine that lives on is a `failed` reset). No attempt is burnt.
 */
export interface UnreachableVerdict extends VerdictBase {
  readonly kind: 'unreachable';
  readonly message: string;
  /** The engine died after the request was sent, so the request may have killed it. */
  readonly sent: boolean;
}

/** The execution was stopped from outside (the signal aborted, the engine shut down): no attempt is burnt. */
export interface PreemptedVerdict extends VerdictBase {
  readonly kind: 'preempted';
  readonly message: string;
}

/** What an executor says of one execution. */
export type Verdict =
  | AnsweredVerdict
  | RefusedVerdict
  | FailedVerdict
  | BusyVerdict
  | UnreachableVerdict
  | PreemptedVerdict;
