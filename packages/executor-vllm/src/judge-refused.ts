import type { Trouble } from './breaker.ts';
import type { JsonBody } from './json-body.ts';
import { describeStatus, type Judgement, requestIdOf, type Surroundings } from './judgement.ts';
import type { ReplyHeaders } from './reply.ts';

interface Refusal {
  readonly statusCode: number;
  readonly headers: ReplyHeaders;
  readonly json: JsonBody | undefined;
  readonly text: string;
}

/**
 * A 3xx, or a 4xx that is neither busy nor a timeout. It is final for the request, unless it is about the road to the
 * engine rather than the request: then it must not end the requests of a whole night.
 */
export function judgeRefused(refusal: Refusal, { engine }: Surroundings): Judgement {
  const { statusCode, headers, json, text } = refusal;
  const message = describeStatus(statusCode, json, text);
  const trouble = roadTrouble(refusal, message);
  if (trouble)
    return { verdict: { kind: 'unreachable', engine, message: trouble.reason, sent: false }, standing: trouble };
  const body = json?.bytes ?? wrapped(message);
  const requestId = requestIdOf(headers, json);
  return { verdict: { kind: 'refused', engine, statusCode, requestId, body }, standing: 'well' };
}

/**
 * - 401 and 407 are about the key, never about one request: one is enough to stop sending.
 * - 403 is mostly about the key, but gateways use it for single prompts, too: only several in a row open the breaker.
 * - 404 without an OpenAI body comes from something in front of the engine, such as an ingress that lost its route. An
 *   engine says in JSON that it has no such model or endpoint, and that is final.
 */
function roadTrouble({ statusCode, json }: Refusal, message: string): Trouble | undefined {
  if (statusCode === 401 || statusCode === 407) {
    return { reason: `refuses the credentials, check the API key (${message})`, mendedBy: 'probe', certain: true };
  }
  if (statusCode === 403) return { reason: `forbids access, check the API key (${message})`, mendedBy: 'probe' };
  if (statusCode === 404 && json === undefined)
    return { reason: `does not know the path (${message})`, mendedBy: 'probe' };
  return undefined;
}

/** The error file holds JSON, so what is none becomes the message of an error object. */
function wrapped(message: string): Uint8Array {
  const error = { message, type: 'invalid_request_error', param: null, code: null };
  return Buffer.from(JSON.stringify({ error }));
}
