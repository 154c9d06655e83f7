import type { StorageIdentity } from '@spillway/core/store';
import type { Database } from './database.ts';

const claimOnce = 'insert into storageIdentity (one, id) values (1, :candidate) on conflict do nothing';
const claimed = 'select id from storageIdentity';

export function createStorageIdentity(db: Database): StorageIdentity {
  return {
    claim: async (candidate) =>
      db.write(() => {
        db.change(claimOnce, { candidate });
        return db.get<{ id: string }>(claimed, {})?.id ?? candidate;
      }),
  };
}
