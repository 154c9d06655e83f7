/** An answer that refuses a request, in vLLM's shape. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
}

export function refusal(status: number, type: string, message: string, param: string | null = null): Refusal {
  return { status, body: JSON.stringify({ error: { message, type, param, code: status } }) };
}

/** A value that has the right type and makes no sense. */
export function badRequest(message: string, param: string | null = null): Refusal {
  return refusal(400, 'BadRequestError', message, param);
}

/** A field that is missing or of the wrong type: what vLLM's schema finds. */
export function invalidField(field: string, problem: string): Refusal {
  const message = `1 validation error:\n  {'loc': ('body', '${field}'), 'msg': '${problem}'}`;
  return refusal(400, 'Bad Request', message, field);
}

export function unknownModel(model: string): Refusal {
  return refusal(404, 'NotFoundError', `The model \`${model}\` does not exist.`, 'model');
}

export function notFound(): Refusal {
  return refusal(404, 'Not Found', 'Not Found');
}
