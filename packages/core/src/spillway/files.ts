import { createHash } from 'node:crypto';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { mayBeDone } from '../may-be-done.ts';
import type { Randomness } from '../randomness.ts';
import { freshFileBlob } from '../retention/file-blob.ts';
import { fileLifeMs, type Retention } from '../retention/retention.ts';
import type { Store } from '../store/index.ts';
import { contentUrl } from '../uploads/content-url.ts';
import { refuseBadName } from './file-name.ts';
import type { Limits } from './limits.ts';
import type { FileUpload, SpillwayFiles } from './spillway.ts';

export interface FilesOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  readonly retention: Retention;
  readonly randomness: Randomness;
  readonly clock: Pick<Clock, 'now'>;
}

/** The tenant of whoever names none. */
export const defaultTenant = 'default';

/** Files: bytes into blob storage first, then the record that names them. */
export function createFiles({ store, blobs, limits, retention, randomness, clock }: FilesOptions): SpillwayFiles {
  return {
    async upload(upload) {
      const { filename, tenant = defaultTenant, signal } = upload;
      if (!upload.describe) refuseBadName(filename, upload);
      const id = upload.id ?? `file-${randomness.id()}`;
      const blob = freshFileBlob(id, randomness);
      const content = measured(upload.source, limits.fileBytes);
      await blobs.put(blob, content.source, signal ? { signal } : {});
      try {
        const described = { ...upload, ...upload.describe?.() };
        refuseBadName(filename, described);
        const file = await store.files.create({
          id,
          tenant,
          purpose: described.purpose ?? 'batch',
          filename,
          bytes: content.bytes(),
          sha256: content.sha256(),
          blob,
          expiresInMs: fileLifeMs(described, retention),
        });
        if (file.blob !== blob) await blobs.remove([blob]);
        return file;
      } catch (error) {
        if (!mayBeDone(error)) await blobs.remove([blob]).catch(() => {});
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
    async contentUrl({ tenant = defaultTenant, id }) {
      const file = await store.files.get({ tenant, id });
      return file && contentUrl(file, { blobs, clock });
    },
    remove: ({ tenant = defaultTenant, id }) => store.files.remove({ tenant, id }),
  };
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
