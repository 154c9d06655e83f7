/**
 * The conformance suites of Spillway: every law that a store and a blob storage keep, for any test runner or none. The
 * memory store of `@spillway/core/memory` passes them too and can be read as the specification.
 *
 * @module
 */
export type { BlobHarness } from './blob/blob-harness.ts';
export {
  type BlobStorageContract,
  blobStorageLaws,
  defineBlobStorageContract,
} from './blob/blob-storage-contract.ts';
export { type CreateHarness, checkLaw } from './check-law.ts';
export type { Law } from './law.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { type BrokenLaw, type LawReport, runLaws } from './run-laws.ts';
export { seededChance } from './seeded-chance.ts';
export type { OptionalRole } from './store/optional-roles.ts';
export { defineStoreContract, type StoreContract, storeLaws } from './store/store-contract.ts';
export type { StoreHarness } from './store/store-harness.ts';
export type { TestFunction } from './test-function.ts';
export { type TwinOptions, twinLaws } from './twins/twin-laws.ts';
