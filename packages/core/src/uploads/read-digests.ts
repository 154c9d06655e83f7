import { createHash } from 'node:crypto';
import type { BlobStorage } from '../blob/index.ts';

/** Digests of a blob, lower-case hexadecimal, from one reading of it. */
export async function readDigests(
  blobs: BlobStorage,
  key: string,
  signal: AbortSignal,
): Promise<{ readonly md5: string; readonly sha256: string }> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  for await (const chunk of blobs.read(key, { signal })) {
    md5.update(chunk);
    sha256.update(chunk);
  }
  return { md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}
