import type { ReplyHeaders } from './reply.ts';

/**
 * How long an answer asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` as seconds or as an HTTP date
 * (RFC 9110, section 10.2.3). Null when it does not say, or nonsense.
 */
export function retryAfterMs(headers: ReplyHeaders, now: number): number | null {
  return milliseconds(first(headers, 'retry-after-ms'), 1) ?? afterHeader(first(headers, 'retry-after'), now);
}

function afterHeader(text: string | undefined, now: number): number | null {
  const ms = milliseconds(text, 1_000);
  if (ms !== null || text === undefined) return ms;
  // Date.parse takes bare numbers such as "-5" for years; every HTTP date names its month.
  const at = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function milliseconds(text: string | undefined, unitMs: number): number | null {
  if (text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return null;
  const ms = Math.ceil(Number(text) * unitMs);
  return Number.isSafeInteger(ms) ? ms : null;
}

function first(headers: ReplyHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
