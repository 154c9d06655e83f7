/** A call that the server refused, or that did not reach it. */
export class Refusal extends Error {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;
  readonly requestId: string | null;
  /** How long the server wants to be left alone; 0 where it does not say. */
  readonly retryAfterMs: number;

  constructor(
    status: number,
    {
      message,
      code = null,
      param = null,
      requestId = null,
      retryAfterMs = 0,
    }: {
      readonly message: string;
      readonly code?: string | null;
      readonly param?: string | null;
      readonly requestId?: string | null;
      readonly retryAfterMs?: number;
    },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Nobody waits longer without looking again. */
const MOST_WAIT_MS = 600_000;

/** The pause before whatever failed like this is tried again: as long as the server asks for, and never less than `ms`. */
export function pauseAfter(failure: unknown, ms: number): number {
  const asked = failure instanceof Refusal ? failure.retryAfterMs : 0;
  return Math.max(ms, Math.min(asked, MOST_WAIT_MS));
}

/** The refusal that an answer of another status than 2xx holds. */
export function refusalOf(status: number, text: string, header: (name: string) => string | null): Refusal {
  const { message = `The server answered ${status}.`, code = null, param = null } = envelopeOf(text);
  // In seconds; a proxy may name a date instead, which is no number.
  const retryAfterMs = Number(header('retry-after')) * 1_000 || 0;
  return new Refusal(status, { message, code, param, requestId: header('x-request-id'), retryAfterMs });
}

export function unreachable(): Refusal {
  return new Refusal(0, { message: 'The server cannot be reached.', code: 'unreachable' });
}

interface Envelope {
  readonly message?: string;
  readonly code?: string | null;
  readonly param?: string | null;
}

/** A proxy between may answer with something else. */
function envelopeOf(text: string): Envelope {
  try {
    return (JSON.parse(text) as { readonly error?: Envelope }).error ?? {};
  } catch {
    return {};
  }
}
