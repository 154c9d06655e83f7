import type { FailedVerdict } from '@spillway/core/executor';
import { type Judgement, requestIdOf, type Surroundings } from './judgement.ts';
import type { Reply } from './reply.ts';

/** The connection failed, or broke before the end of a good answer. */
export function judgeBroken(reply: Reply & { kind: 'broken' }, { engine, alive }: Surroundings): Judgement {
  const { sent, statusCode, headers, error } = reply;
  const message = describeBreak(error);
  const standing = { reason: message, mendedBy: 'look' } as const;
  if (!sent || !alive) return { verdict: { kind: 'unreachable', engine, message, sent }, standing };
  const requestId = requestIdOf(headers, undefined);
  const reason = reasonOf(reply);
  return {
    verdict: { kind: 'failed', engine, reason, message, statusCode, requestId, body: null, retryAfterMs: null },
    standing,
  };
}

function reasonOf({ statusCode, error }: Reply & { kind: 'broken' }): FailedVerdict['reason'] {
  if (isNotHttp(error)) return 'garbage';
  return statusCode === null ? 'reset' : 'truncated';
}

function isNotHttp(error: Error): boolean {
  const code = codeOf(error);
  return code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW';
}

/** Node puts several addresses' errors into one without a message. */
export function describeBreak(error: Error): string {
  const code = codeOf(error);
  if (error.message === '') return code === '' ? 'the connection failed' : `the connection failed (${code})`;
  return code === '' || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

function codeOf(error: Error): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
