import type { StorageIdentity } from '@spillway/core/store';
import type { StoreContext } from './context.ts';

export function createStorageIdentity({ session, keys }: StoreContext): StorageIdentity {
  return {
    async claim(candidate) {
      await session.call((redis) => redis.setnx(keys.storageId, candidate));
      return (await session.call((redis) => redis.get(keys.storageId))) ?? candidate;
    },
  };
}
