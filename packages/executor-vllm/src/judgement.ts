import type { Verdict } from '@spillway/core/executor';
import type { Trouble } from './breaker.ts';
import type { JsonBody } from './json-body.ts';
import type { ReplyHeaders } from './reply.ts';

/** What one call says of its request, and what of the engine. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly standing: 'well' | 'unknown' | Trouble;
}

/** What has to be known beside the reply. */
export interface Surroundings {
  readonly engine: string;
  /** The engine's breaker was closed when the reply came. */
  readonly believedWell: boolean;
  /** Whether the engine answered a health check after the connection broke. */
  readonly alive: boolean;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Wall-clock milliseconds, for the dates of Retry-After. */
  readonly now: number;
}

const MAX_MESSAGE = 500;

/** `HTTP 400: …` with what the body says, for people. */
export function describeStatus(statusCode: number, json: JsonBody | undefined, text: string): string {
  const said = (errorMessage(json) ?? text).trim().slice(0, MAX_MESSAGE);
  return said === '' ? `HTTP ${statusCode}` : `HTTP ${statusCode}: ${said}`;
}

/** The engine's id of the answer. */
export function requestIdOf(headers: ReplyHeaders, json: JsonBody | undefined): string | null {
  const header = headers['x-request-id'];
  if (typeof header === 'string' && header !== '') return header;
  const id = json?.value.id;
  return typeof id === 'string' && id !== '' ? id : null;
}

/** OpenAI nests the message; older engines and FastAPI do not. */
function errorMessage(json: JsonBody | undefined): string | undefined {
  if (json === undefined) return undefined;
  const { error, message, detail } = json.value;
  const nested = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return [nested, message, detail].find((text) => typeof text === 'string');
}
