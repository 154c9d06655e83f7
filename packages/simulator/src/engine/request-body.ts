import type { RequestBody } from './request-fields.ts';
import { type Refusal, refusal } from './vllm-error.ts';

/** Reads a body as JSON. Anything but an object of type `application/json` is refused. */
export function parseBody(
  contentType: string | undefined,
  body: Buffer,
): { readonly value: RequestBody } | { readonly refused: Refusal } {
  if (contentType === undefined || !/^application\/json\s*(;|$)/i.test(contentType)) {
    const message = "Unsupported Media Type: Only 'application/json' is allowed";
    return { refused: refusal(415, 'Unsupported Media Type', message) };
  }
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as RequestBody };
    return { refused: refusal(400, 'Bad Request', 'Input should be a valid dictionary') };
  } catch (error) {
    return { refused: refusal(400, 'Bad Request', `JSON decode error: ${(error as Error).message}`) };
  }
}
