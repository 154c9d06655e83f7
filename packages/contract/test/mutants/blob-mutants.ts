import { type BlobStorage, readBlob } from '@spillway/core/blob';

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

/** A join passes over sources that are missing. */
function joinWhatIsThere(blobs: BlobStorage): BlobStorage {
  return {
    ...blobs,
    async join(key, sources, options) {
      const found: Uint8Array[] = [];
      for (const source of sources) if (await blobs.head(source)) found.push(await readBlob(blobs, source));
      return blobs.put(key, Buffer.concat(found), options);
    },
  };
}

/** A join puts what it has so far under the key. */
function joinStepByStep(blobs: BlobStorage): BlobStorage {
  return {
    ...blobs,
    async join(key, sources, options) {
      let joined = Buffer.alloc(0);
      for (const source of sources) {
        joined = Buffer.concat([joined, await readBlob(blobs, source)]);
        await blobs.put(key, joined, options);
      }
      return blobs.put(key, joined, options);
    },
  };
}

/** A blob keeps the time of the first that was put under its key. */
function keepFirstTime(blobs: BlobStorage): BlobStorage {
  const times = new Map<string, number>();
  return {
    ...blobs,
    async list(query) {
      const page = await blobs.list(query);
      for (const { key, putAt } of page.blobs) times.set(key, times.get(key) ?? putAt);
      return { ...page, blobs: page.blobs.map((blob) => ({ ...blob, putAt: times.get(blob.key) ?? blob.putAt })) };
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
  {
    name: 'a join passes over missing sources',
    plant: joinWhatIsThere,
    caughtBy: ['join: a missing source is refused with not_found'],
  },
  {
    name: 'a join is seen step by step',
    plant: joinStepByStep,
    caughtBy: [
      'join: a missing source is refused with not_found',
      'join: whoever reads while a join is under way',
      'join: the key may be a source of its own',
    ],
  },
  {
    name: 'a listing keeps the first time of a key',
    plant: keepFirstTime,
    caughtBy: ['list: a listing says when a blob was put'],
  },
];
