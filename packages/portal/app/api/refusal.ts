/** A call that the server refused, or that did not reach it. */
export class Refusal extends Error {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;
  readonly requestId: string | null;

  constructor(
    status: number,
    {
      message,
      code = null,
      param = null,
      requestId = null,
    }: {
      readonly message: string;
      readonly code?: string | null;
      readonly param?: string | null;
      readonly requestId?: string | null;
    },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
    this.requestId = requestId;
  }
}

/** The refusal that an answer of another status than 2xx holds. */
export function refusalOf(status: number, text: string, requestId: string | null): Refusal {
  const { message, code = null, param = null } = envelopeOf(text);
  return new Refusal(status, { message: message ?? `The server answered ${status}.`, code, param, requestId });
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
