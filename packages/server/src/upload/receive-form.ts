import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { HttpRefusal } from '../wire/error-body.ts';

/** A multipart form with one file, while it comes in. */
export interface IncomingForm {
  readonly filename: string;
  /** The file's content; it fails when the form breaks off. The fields behind it are known once it has ended. */
  readonly source: AsyncIterable<Uint8Array>;
  /** The fields that came so far. */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Reads a multipart form up to its file, whose content then streams under the reader's control. Fields may stand before
 * or behind it.
 */
export async function receiveForm(request: Request): Promise<IncomingForm> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!contentType.startsWith('multipart/form-data') || !request.body) throw malformed('it is not multipart/form-data');
  const fields = new Map<string, string>();
  const form = openForm(contentType);
  const body = Readable.fromWeb(request.body as ReadableStream);
  const closed = new Promise<void>((resolve, reject) => {
    form.on('finish', resolve);
    form.on('error', (error) => reject(malformed((error as Error).message)));
    body.on('error', () => reject(malformed('it broke off')));
    body.on('close', () => body.readableEnded || reject(malformed('it broke off')));
  });
  closed.catch(() => {});
  form.on('field', (name, value) => void fields.set(name, value));
  const incoming = new Promise<IncomingForm>((resolve, reject) => {
    form.on('file', (name, stream, filename) => {
      if (name !== 'file') stream.resume();
      else resolve({ filename: filename ?? '', source: untilClosed(stream, closed), fields });
    });
    closed.then(() => reject(noFile()), reject);
  });
  body.pipe(form);
  return incoming;
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: { fields: 32, fieldSize: 4_096, files: 1 } });
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

/** The file is whole only when the form is: its end and the fields behind it must have come. */
async function* untilClosed(stream: Readable, closed: Promise<void>): AsyncGenerator<Uint8Array> {
  closed.catch((error) => stream.destroy(error));
  for await (const chunk of stream) yield chunk;
  await closed;
}

function malformed(why: string): HttpRefusal {
  return new HttpRefusal(400, { message: `The upload could not be read: ${why}.`, code: 'invalid_multipart' });
}

function noFile(): HttpRefusal {
  return new HttpRefusal(400, {
    message: "Missing required parameter: 'file'.",
    param: 'file',
    code: 'missing_required_parameter',
  });
}
