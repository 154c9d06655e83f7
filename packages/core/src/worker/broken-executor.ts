import type { Verdict } from '../executor/index.ts';

/** The verdict on an execution that threw, which no executor should. */
export function brokenExecutor(error: unknown): Verdict {
  const message = `the executor broke: ${error instanceof Error ? error.message : String(error)}`;
  const silent = { statusCode: null, requestId: null, body: null, retryAfterMs: null };
  return { kind: 'failed', engine: null, reason: 'server_error', message, ...silent };
}
