import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { HttpRefusal, missingField } from '../wire/error-body.ts';

/** A multipart form with one file, while it comes in. */
export interface IncomingForm {
  /** Empty when none was said. */
  readonly filename: string;
  /** The file's content; it fails when the form breaks off. The fields behind it are known once it has ended. */
  readonly source: AsyncIterable<Uint8Array>;
  /** The fields that came so far. */
  readonly fields: ReadonlyMap<string, string>;
}

const limits = { fields: 32, parts: 64, fieldSize: 4_096, fieldNameSize: 256, headerSize: 16_384 };

/**
 * Reads a multipart form up to its file, which has this name in the form and whose content then streams under the reader's
 * control. Fields may stand before or behind it; files of other names are passed over.
 */
export async function receiveForm(request: Request, wanted: 'file' | 'data'): Promise<IncomingForm> {
  const form = openForm(request);
  const body = Readable.fromWeb(request.body as ReadableStream);
  const fields = new Map<string, string>();
  const closed = whenClosed({ form, body, fields, wanted });
  const incoming = new Promise<IncomingForm>((resolve, reject) => {
    form.on('file', (name, stream, filename: string | undefined) => {
      // It fails with the form, which says so in `closed`.
      stream.on('error', () => {});
      if (name === wanted) resolve({ filename: filename ?? '', source: untilClosed(stream, body, closed), fields });
      else stream.resume();
    });
    closed.then(() => reject(missingField(wanted)), reject);
  });
  body.pipe(form);
  return incoming;
}

function openForm({ headers, body }: Request): BusboyInstance {
  const contentType = headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType) || !body) throw malformed('it is not multipart/form-data');
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

interface OpenForm {
  readonly form: BusboyInstance;
  readonly body: Readable;
  readonly fields: Map<string, string>;
  readonly wanted: string;
}

/** Gathers the fields; resolves once the form was read to its last boundary and is within its bounds. */
function whenClosed({ form, body, fields, wanted }: OpenForm): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (why: string): void => {
    reject(malformed(why));
    body.unpipe(form);
    body.destroy();
  };
  let files = 0;
  form.on('file', (name) => {
    if (name === wanted && ++files > 1) fail(`it has more than one '${wanted}'`);
  });
  form.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated || valueTruncated) fail(`a field is longer than ${limits.fieldSize} bytes`);
    fields.set(name, value);
  });
  form.on('fieldsLimit', () => fail('it has too many fields'));
  form.on('partsLimit', () => fail('it has too many parts'));
  form.on('finish', resolve);
  form.on('error', (error) => fail((error as Error).message));
  body.on('error', () => fail('it broke off'));
  body.on('close', () => body.readableEnded || fail('it broke off'));
  promise.catch(() => {});
  return promise;
}

/** The file is whole only when the form is: its end and the fields behind it must have come. */
async function* untilClosed(stream: Readable, body: Readable, closed: Promise<void>): AsyncGenerator<Uint8Array> {
  closed.catch((error) => stream.destroy(error));
  try {
    for await (const chunk of stream) yield chunk;
    await closed;
  } catch (error) {
    throw error instanceof HttpRefusal ? error : malformed((error as Error).message);
  } finally {
    // A reader that wants no more must not leave the rest of the form waiting for it.
    body.destroy();
  }
}

function malformed(why: string): HttpRefusal {
  return new HttpRefusal(400, { message: `The upload could not be read: ${why}.`, code: 'invalid_multipart' });
}
