import { HttpRefusal } from './error-body.ts';

/** Far more than any call needs: metadata alone may have 16 pairs of 576 characters. */
const MAX_BYTES = 256 * 1024;

/** The parsed body of a call, of bounded size; an empty one is an object without fields. */
export async function jsonBody(request: Request): Promise<unknown> {
  const bytes = await boundedBody(request);
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new HttpRefusal(400, { message: 'The request body is not valid JSON.', code: 'invalid_json' });
  }
}

async function boundedBody({ body }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MAX_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): HttpRefusal {
  return new HttpRefusal(413, {
    message: `The request body is larger than ${MAX_BYTES} bytes. Requests belong into a file.`,
    code: 'too_large',
  });
}
