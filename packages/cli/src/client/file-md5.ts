import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** MD5 of a file on disk, in hexadecimal. */
export async function fileMd5(path: string, signal: AbortSignal): Promise<string> {
  const digest = createHash('md5');
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 ** 2, signal });
  for await (const chunk of chunks) digest.update(chunk);
  return digest.digest('hex');
}
