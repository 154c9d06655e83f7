import { SpillwayError, type SpillwayErrorCode } from '@spillway/core';
import type { ServerAddress } from './server-address.ts';

/** What a server answered in place of what was asked for: the cause of the SpillwayError that tells of it. */
export class ServerRefusal extends Error {
  readonly status: number;
  /** The server's own code, finer than that of the error. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(message: string, { status, code, requestId }: Pick<ServerRefusal, 'status' | 'code' | 'requestId'>) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }

  /** The refusal behind an error, of one of the statuses when given. */
  static behind(error: unknown, ...statuses: readonly number[]): ServerRefusal | undefined {
    const cause = SpillwayError.is(error) ? error.cause : undefined;
    if (!(cause instanceof ServerRefusal)) return undefined;
    return statuses.length === 0 || statuses.includes(cause.status) ? cause : undefined;
  }
}

interface WireError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly param?: unknown;
}

/** The error that tells of an answer which is no success. Reads its body. */
export async function refusalOf(response: Response, address: ServerAddress): Promise<SpillwayError> {
  const { status, headers } = response;
  const wire = wireErrorIn(await response.text().catch(() => ''));
  const code = textOf(wire?.code);
  const param = textOf(wire?.param);
  const message = textOf(wire?.message) ?? `${address.url} answered with ${status} and no reason.`;
  const cause = new ServerRefusal(message, { status, code, requestId: headers.get('x-request-id') ?? undefined });
  const { text, hint } = explain(cause, address, wire !== undefined);
  return new SpillwayError(text, {
    code: codeOf(cause),
    cause,
    ...(param !== undefined && { param }),
    ...(hint !== undefined && { hint }),
  });
}

function wireErrorIn(body: string): WireError | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') return { message: error };
    return typeof error === 'object' && error !== null ? error : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function codeOf({ status, code }: ServerRefusal): SpillwayErrorCode {
  if (code === 'conflict' || status === 409) return 'conflict';
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  if (status === 429) return 'limit_reached';
  if (code === 'window_infeasible') return code;
  // Of 500 and 501 nobody knows that they pass.
  if (status === 500 || status === 501) return 'internal';
  return status > 501 || status === 408 ? 'unavailable' : 'invalid_argument';
}

interface Explanation {
  readonly text: string;
  readonly hint?: string;
}

function explain(refusal: ServerRefusal, address: ServerAddress, understood: boolean): Explanation {
  const { status, message, code, requestId } = refusal;
  if (status === 401) return { text: `${address.url} refuses the key.`, hint: keyHint(address) };
  if (status === 403 && code === 'insufficient_scope') {
    return { text: message, hint: 'Ask an operator for a key with that scope: spillway keys create --scope …' };
  }
  if (status === 404 && (!understood || code === 'unknown_url')) {
    return {
      text: `${address.url} does not know this call: it is an older server, or another product.`,
      hint: urlHint,
    };
  }
  if (status >= 500) return { text: message, hint: `The server could not do it (${status}${behind(requestId)}).` };
  return { text: message };
}

const urlHint = 'Check --url or SPILLWAY_URL; what a server can do stands in its /openapi.json.';

function behind(requestId: string | undefined): string {
  return requestId === undefined ? '' : `, ${requestId}`;
}

function keyHint({ keyFrom, keyPath }: ServerAddress): string {
  if (keyFrom === 'given') return 'Check the key in --api-key or SPILLWAY_API_KEY.';
  if (keyFrom === 'kept') return `The key came from ${keyPath}. Set SPILLWAY_API_KEY if the server has another.`;
  return (
    'Set SPILLWAY_API_KEY; or, for a spillway dev on this machine, ' +
    `name its data folder with --data-dir (there is no key in ${keyPath}).`
  );
}
