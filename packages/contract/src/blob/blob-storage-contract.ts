import { type CreateHarness, checkLaw } from '../check-law.ts';
import type { Law } from '../law.ts';
import type { TestFunction } from '../test-function.ts';
import type { BlobHarness } from './blob-harness.ts';
import { flatJoinLaws, joinLaws } from './join-laws.ts';
import { listLaws, pingLaws, removeLaws } from './keys-laws.ts';
import { putLaws } from './put-laws.ts';
import { flatLaws, readLaws } from './read-laws.ts';

/** Every law that a blob storage keeps. */
export const blobStorageLaws: readonly Law<BlobHarness>[] = [
  ...putLaws,
  ...readLaws,
  ...flatLaws,
  ...joinLaws,
  ...flatJoinLaws,
  ...listLaws,
  ...removeLaws,
  ...pingLaws,
];

/** What `defineBlobStorageContract` takes. */
export interface BlobStorageContract {
  /** Registers one test. */
  readonly test: TestFunction;
  /** Called once for each law; may answer the same storage again and again. */
  readonly createHarness: CreateHarness<BlobHarness>;
  /** Declares that the storage is the memory of this process, which cannot stay flat. */
  readonly keepsInMemory?: boolean;
}

/** Registers a test for every law of blob storage. */
export function defineBlobStorageContract({ test, createHarness, keepsInMemory = false }: BlobStorageContract): void {
  const laws = keepsInMemory
    ? blobStorageLaws.filter((law) => !flatLaws.includes(law) && !flatJoinLaws.includes(law))
    : blobStorageLaws;
  for (const law of laws) test(law.title, () => checkLaw(law, createHarness));
}
