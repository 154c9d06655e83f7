import type { BlobStorage } from '@spillway/core/blob';

/** A blob storage with one planted bug, and the laws that must catch it. */
export interface BlobMutant {
  readonly name: string;
  readonly plant: (blobs: BlobStorage) => BlobStorage;
  readonly caughtBy: readonly string[];
}

/** What came before a source failed stays under the key. */
function putWhatCame(blobs: BlobStorage): BlobStorage {
  return {
    ...blobs,
    async put(key, source, options) {
      if (source instanceof Uint8Array) return blobs.put(key, source, options);
      const came: Uint8Array[] = [];
      try {
        for await (const chunk of source) came.push(chunk.slice());
      } finally {
        await blobs.put(key, Buffer.concat(came));
      }
      return { bytes: Buffer.concat(came).byteLength };
    },
  };
}

/** Keys are ordered folder by folder. */
function listByFolder(blobs: BlobStorage): BlobStorage {
  const byFolder = (left: { key: string }, right: { key: string }): number =>
    left.key.replaceAll('/', '\0') < right.key.replaceAll('/', '\0') ? -1 : 1;
  return {
    ...blobs,
    async list({ prefix, after, limit }) {
      const { blobs: all } = await blobs.list({ prefix, limit: 1_000_000 });
      const sorted = all.toSorted(byFolder);
      const rest = after === undefined ? sorted : sorted.slice(1 + sorted.findIndex(({ key }) => key === after));
      return { blobs: rest.slice(0, limit), hasMore: rest.length > limit };
    },
  };
}

export const blobMutants: readonly BlobMutant[] = [
  {
    name: 'a failing source leaves what came',
    plant: putWhatCame,
    caughtBy: [
      'put: a failing source rejects with its error',
      'put: an aborted put rejects, and the key reads as before',
    ],
  },
  {
    name: 'an abort is not heard',
    plant: (blobs) => ({ ...blobs, put: (key, source) => blobs.put(key, source) }),
    caughtBy: ['put: an aborted put ends its source'],
  },
  {
    name: 'keys are listed folder by folder',
    plant: listByFolder,
    caughtBy: [
      'list: keys come in the order of their bytes',
      'list: a page begins after a key, whether it is there or not',
    ],
  },
  {
    name: 'a prefix is a folder',
    plant: (blobs) => ({
      ...blobs,
      list: (query) => blobs.list({ ...query, prefix: query.prefix.replace(/[^/]*$/, '') }),
    }),
    caughtBy: ['list: a prefix is the beginning of a key, not a folder'],
  },
  {
    name: 'a range beyond the end is empty',
    plant: (blobs) => ({
      ...blobs,
      async *read(key, range = {}) {
        const { bytes = 0 } = (await blobs.head(key)) ?? {};
        if ((range.offset ?? 0) <= bytes) yield* blobs.read(key, range);
      },
    }),
    caughtBy: ['read: a range that begins beyond the end is refused'],
  },
  {
    name: 'a range is read one byte short',
    plant: (blobs) => ({
      ...blobs,
      read: (key, { length, ...range } = {}) =>
        blobs.read(key, { ...range, ...(length !== undefined && { length: Math.max(0, length - 1) }) }),
    }),
    caughtBy: ['read: a range reads exactly its bytes'],
  },
  {
    name: 'a missing key reads as nothing',
    plant: (blobs) => ({
      ...blobs,
      async *read(key, range) {
        if (await blobs.head(key)) yield* blobs.read(key, range);
      },
    }),
    caughtBy: ['read: a key without a blob is refused with not_found', 'put: a failing source rejects with its error'],
  },
];
