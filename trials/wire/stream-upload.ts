import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface StreamUpload {
  readonly url: string;
  readonly filename: string;
  readonly purpose?: string;
  /** Never held: each piece is made when the connection takes it. */
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const boundary = 'spillway-trial-boundary';

/** Uploads content of any size in flat memory. Answers the file's id; throws when the server refuses it. */
export async function streamUpload({ url, filename, purpose = 'batch', content }: StreamUpload): Promise<string> {
  const sending = request(`${url}/v1/files`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const sent = pipeline(Readable.from(form({ filename, purpose, content })), sending);
  // An answer may come before everything is sent, and then it says why the rest is not wanted.
  sent.catch(() => {});
  const [answer] = await answered;
  const text = Buffer.concat(await answer.toArray()).toString();
  if (answer.statusCode !== 200) throw new Error(`the upload was answered ${answer.statusCode}: ${text}`);
  await sent;
  return (JSON.parse(text) as { id: string }).id;
}

async function* form({ filename, purpose, content }: Required<Omit<StreamUpload, 'url'>>): AsyncGenerator<Uint8Array> {
  const part = (name: string): string => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
  yield Buffer.from(`${part('purpose')}\r\n\r\n${purpose}\r\n${part('file')}; filename="${filename}"\r\n\r\n`);
  yield* content;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}
