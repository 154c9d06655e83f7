import { hash } from 'node:crypto';
import { canonicalJson, type ExactJson, parseExactly } from './canonical-json.ts';
import { isDeterministic, mayBeDeterministic, type RequestBody } from './determinism.ts';

/** A request as deduplication looks at it. */
export interface HashedRequest {
  /** The path that it names, for instance `/v1/chat/completions`. */
  readonly endpoint: string;
  readonly model: string;
  /** The original bytes of its body, a JSON object. */
  readonly body: Uint8Array;
}

/** Beyond this a body is not looked into: it would stand in memory several times. */
const LARGEST_BYTES = 4 * 1024 ** 2;

/** Names of a body that say who asks and why, not what. */
const apart: ReadonlySet<string> = new Set(['user', 'metadata']);

/**
 * SHA-256 over endpoint, model and body, lower-case hexadecimal: the same for all requests that mean the same. The order of
 * keys, blanks, escapes and the spelling of numbers do not count, nor do `user` and `metadata` at the top of the body.
 * Undefined when the request is not to be deduplicated: its body is no JSON object, larger than four megabytes or nested
 * thousands of levels deep, or it has an answer of its own each time and only deterministic requests are wanted.
 */
export function requestHash(request: HashedRequest, onlyDeterministic: boolean): string | undefined {
  const { endpoint, model, body } = request;
  if (body.length > LARGEST_BYTES) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (onlyDeterministic && !mayBeDeterministic(endpoint, bytes)) return undefined;
  const parsed = parseBody(bytes);
  if (!parsed || (onlyDeterministic && !isDeterministic(endpoint, parsed))) return undefined;
  const counted = Object.fromEntries(Object.entries(parsed).filter(([name]) => !apart.has(name)));
  const text = unlessBroken(() => canonicalJson([endpoint, model, counted]));
  return text === undefined ? undefined : hash('sha256', text, 'hex');
}

function parseBody(bytes: Buffer): RequestBody | undefined {
  const value = unlessBroken(() => parseExactly(bytes.toString('utf8')));
  return value !== undefined && isObject(value) ? value : undefined;
}

/** Undefined for what is no JSON, and for what is nested deeper than the stack reaches. */
function unlessBroken<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isObject(value: ExactJson): value is RequestBody {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
