import type { StorageIdentity } from '../store/storage-identity.ts';
import type { MemoryState } from './memory-state.ts';

export function createStorageIdentity(state: MemoryState): StorageIdentity {
  return {
    async claim(candidate) {
      state.storageId ??= candidate;
      return state.storageId;
    },
  };
}
