import { SpillwayError } from '@spillway/core/errors';
import type { StorageIdentity } from '@spillway/core/store';
import type { StoreContext } from './context.ts';

export function createStorageIdentity({ session, statements }: StoreContext): StorageIdentity {
  return {
    async claim(candidate) {
      const [row] = await session.rows(statements.claimStorage, [candidate]);
      if (row) return row.value;
      throw new SpillwayError('The identity of the storage was neither found nor recorded.', { code: 'internal' });
    },
  };
}
