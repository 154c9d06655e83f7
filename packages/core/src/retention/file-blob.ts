import { isKeySegment } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Randomness } from '../randomness.ts';

export const fileBlobs = 'files/';

/**
 * A fresh key for the bytes of a file. Every try writes a blob of its own, so a repeated or failed one cannot touch bytes that
 * a record names; and the key says which record must name it, so bytes that none names are found. Throws `invalid_argument`
 * for an id that cannot be part of a key.
 */
export function freshFileBlob(fileId: string, randomness: Randomness): string {
  if (isKeySegment(fileId)) return `${fileBlobs}${fileId}/${randomness.id()}`;
  throw new SpillwayError(`'${fileId.slice(0, 100)}' cannot be the id of a file.`, {
    code: 'invalid_argument',
    param: 'id',
    hint: 'Use up to 255 letters, digits, and "._=-", and no dot at the beginning.',
  });
}

/** The file whose record must name the blob; undefined for keys of another form. */
export function fileOfBlob(key: string): string | undefined {
  return /^files\/([^/]+)\/[^/]+$/.exec(key)?.[1];
}
