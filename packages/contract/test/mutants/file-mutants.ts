import type { FileRecord, FileRegistry, Store } from '@spillway/core/store';
import { type Mutant, withBatches } from './mutant.ts';

function withFiles(store: Store, change: (files: FileRegistry) => Partial<FileRegistry>): Store {
  return { ...store, files: { ...store.files, ...change(store.files) } };
}

/** Files that live batches read are due, too, as the last look at them said. */
function sweepInputs(store: Store): Store {
  const made = new Map<string, FileRecord>();
  return withFiles(store, (files) => ({
    async create(file) {
      const record = await files.create(file);
      made.set(record.id, record);
      return record;
    },
    async expired(query) {
      const gone: FileRecord[] = [...(await files.expired(query))];
      const known = await files.known([...made.keys()]);
      for (const file of known) {
        const isVisible = (await files.get(file)) !== undefined;
        if (!isVisible && !gone.some(({ id }) => id === file.id)) gone.push(file);
      }
      return gone.slice(0, query.limit);
    },
  }));
}

/** Whatever a live batch names stays, whosever batch it is. */
function shieldForAnybody(store: Store): Store {
  const created: { readonly id: string; readonly tenant: string; readonly inputFileId: string }[] = [];
  const creating = withBatches(store, {
    create(batch) {
      created.push(batch);
      return store.batches.create(batch);
    },
  });
  return withFiles(creating, (files) => ({
    async expired(query) {
      const batches = await Promise.all(created.map((batch) => store.batches.get(batch)));
      const named = new Set(batches.flatMap((batch) => (batch?.endedAt === null ? batch.inputFileId : [])));
      return (await files.expired(query)).filter(({ id }) => !named.has(id));
    },
  }));
}

/** A page behind what another tenant has begins at the beginning. */
function listBehindAnybody(store: Store): Store {
  return withFiles(store, (files) => ({
    async list({ after, ...query }) {
      const [last] = after === undefined ? [] : await files.known([after]);
      const isForeign = last !== undefined && last.tenant !== query.tenant;
      return files.list({ ...query, ...(after !== undefined && !isForeign && { after }) });
    },
  }));
}

/** Behind its first page a list of the newest files forgets what it was asked for. */
function forgetPurpose(store: Store): Store {
  return withFiles(store, (files) => ({
    list({ purpose, ...query }) {
      const isForgotten = query.order === 'desc' && query.after !== undefined;
      return files.list({ ...query, ...(purpose !== undefined && !isForgotten && { purpose }) });
    },
  }));
}

export const fileMutants: readonly Mutant[] = [
  {
    name: 'files are due as soon as they are invisible, whatever was asked',
    plant: (store) => withFiles(store, (files) => ({ expired: ({ limit }) => files.expired({ limit }) })),
    caughtBy: ['expired lists only what was invisible for as long as asked'],
    foundByTwins: false,
  },
  {
    name: 'the inputs of live batches are due',
    plant: sweepInputs,
    caughtBy: ['expired leaves out what a live batch reads', 'whatever meets whatever'],
    foundByTwins: false,
  },
  {
    name: 'files that batches of others name are not due',
    plant: shieldForAnybody,
    caughtBy: ['files: expired lists what only a batch of another tenant names'],
    foundByTwins: false,
  },
  {
    name: 'a page begins behind a file of anybody',
    plant: listBehindAnybody,
    caughtBy: ['files: a page behind a file of another tenant is empty, in either order'],
    foundByTwins: false,
  },
  {
    name: 'later pages of the newest files are of every purpose',
    plant: forgetPurpose,
    caughtBy: ['files: files of one purpose are listed in pages of either order'],
    foundByTwins: false,
  },
  {
    name: 'invisible files are not known',
    plant: (store) =>
      withFiles(store, (files) => ({
        async known(ids) {
          const records = await files.known(ids);
          const seen = await Promise.all(records.map((file) => files.get(file)));
          return records.filter((_, index) => seen[index]);
        },
      })),
    caughtBy: ['known answers the records of any tenant'],
    foundByTwins: false,
  },
];
