import type { FileRecord, FileRegistry, Store } from '@spillway/core/store';
import type { Mutant } from './mutant.ts';

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
