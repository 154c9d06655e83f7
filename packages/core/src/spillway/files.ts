import { createHash } from 'node:crypto';
import type { BlobStorage } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Store } from '../store/index.ts';
import type { Limits } from './limits.ts';
import type { FileUpload, SpillwayFiles } from './spillway.ts';

export interface FilesOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  readonly randomness: Randomness;
}

/** The tenant of whoever names none. */
export const defaultTenant = 'default';
const INPUT_LIFE_MS = 30 * 86_400_000;

/** Files: bytes into blob storage first, then the record that names them. */
export function createFiles({ store, blobs, limits, randomness }: FilesOptions): SpillwayFiles {
  return {
    async upload(upload) {
      const { filename, tenant = defaultTenant, signal } = upload;
      if (!upload.describe) refuseBadName(filename, upload.purpose);
      // Every upload writes a blob of its own, so a repeated or failed one cannot touch bytes that a record names.
      const blob = `files/${randomness.id()}`;
      const content = measured(upload.source, limits.fileBytes);
      await blobs.put(blob, content.source, signal ? { signal } : {});
      try {
        const described = { ...upload, ...upload.describe?.() };
        refuseBadName(filename, described.purpose);
        const file = await store.files.create({
          id: upload.id ?? `file-${randomness.id()}`,
          tenant,
          purpose: described.purpose ?? 'batch',
          filename,
          bytes: content.bytes(),
          sha256: content.sha256(),
          blob,
          expiresInMs: lifeOf(described),
        });
        if (file.blob !== blob) await blobs.remove([blob]);
        return file;
      } catch (error) {
        // A create that was not answered may have been done: then the record names these bytes.
        if (!(SpillwayError.is(error) && error.retryable)) await blobs.remove([blob]).catch(() => {});
        throw error;
      }
    },
    get: ({ tenant = defaultTenant, id }) => store.files.get({ tenant, id }),
    list: ({ tenant = defaultTenant, limit = 10_000, order = 'desc', ...query } = {}) =>
      store.files.list({ tenant, limit, order, ...query }),
    async content({ tenant = defaultTenant, id, ...range }) {
      const file = await store.files.get({ tenant, id });
      return file && blobs.read(file.blob, range);
    },
    remove: ({ tenant = defaultTenant, id }) => store.files.remove({ tenant, id }),
  };
}

function refuseBadName(filename: string, purpose = 'batch'): void {
  if (filename === '' || filename.length > 512 || /\p{Cc}|\p{Cs}/u.test(filename)) {
    throw new SpillwayError('The file needs a name of 1 to 512 characters, without control characters.', {
      code: 'invalid_argument',
      param: 'file',
    });
  }
  if (purpose === 'batch' && !filename.toLowerCase().endsWith('.jsonl')) {
    throw new SpillwayError(`'${filename}' does not end in .jsonl.`, {
      code: 'invalid_argument',
      param: 'file',
      hint: 'Files with purpose "batch" hold one JSON object a line; name the file accordingly.',
    });
  }
}

function lifeOf({ expiresInMs, purpose = 'batch' }: Pick<FileUpload, 'expiresInMs' | 'purpose'>): number | null {
  if (expiresInMs !== undefined) return expiresInMs;
  return purpose === 'batch' ? INPUT_LIFE_MS : null;
}

/** Counts and digests the bytes as they pass. */
function measured(source: FileUpload['source'], maxBytes: number) {
  const digest = createHash('sha256');
  let bytes = 0;
  const count = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new SpillwayError(`The file is larger than the limit of ${maxBytes} bytes.`, {
        code: 'too_large',
        param: 'file',
        hint: 'Split it into several files, or raise the limit on the server.',
      });
    }
    digest.update(chunk);
  };
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      count(chunk);
      yield chunk;
    }
  }
  if (source instanceof Uint8Array) count(source);
  return {
    source: source instanceof Uint8Array ? source : counted(source),
    bytes: () => bytes,
    sha256: () => digest.digest('hex'),
  };
}
