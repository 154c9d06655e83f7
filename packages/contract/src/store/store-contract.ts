import { type CreateHarness, checkLaw } from '../check-law.ts';
import type { Law } from '../law.ts';
import type { TestFunction } from '../test-function.ts';
import { type TwinOptions, twinLaws } from '../twins/twin-laws.ts';
import { accessLaws } from './access-laws.ts';
import { appendLaws } from './append-laws.ts';
import { backlogLaws } from './backlog-laws.ts';
import { batchQueryLaws } from './batch-queries-laws.ts';
import { batchLaws } from './batches-laws.ts';
import { bulkActionLaws } from './bulk-actions-laws.ts';
import { cancelLaws } from './cancel-laws.ts';
import { claimLaws } from './claim-laws.ts';
import { contentionLaws } from './contention-laws.ts';
import { deadLetterLaws } from './dead-letters-laws.ts';
import { dropLaws } from './drop-laws.ts';
import { filesInUseLaws } from './files-in-use-laws.ts';
import { fileLaws } from './files-laws.ts';
import { chargeLaws, fleetLaws } from './fleet-laws.ts';
import { historyLaws } from './history-laws.ts';
import { laneLaws } from './lanes-laws.ts';
import { lapseLaws } from './lapse-laws.ts';
import { openShardLaws } from './open-shards-laws.ts';
import { absenceLaws, type OptionalRole } from './optional-roles.ts';
import { permissionLaws } from './permissions-laws.ts';
import { progressLaws } from './progress-laws.ts';
import { purgeLaws } from './purge-laws.ts';
import { renewLaws } from './renew-laws.ts';
import { reopenLaws } from './reopen-laws.ts';
import { requeueLaws } from './requeue-laws.ts';
import { resultLaws } from './results-laws.ts';
import { settleLaws } from './settle-laws.ts';
import { settlementLaws } from './settlements-laws.ts';
import { stepLaws } from './steps-laws.ts';
import type { StoreHarness } from './store-harness.ts';
import { suspectLaws } from './suspects-laws.ts';
import { tenantLaws } from './tenants-laws.ts';
import { timelineLaws } from './timeline-laws.ts';
import { uploadLaws } from './uploads-laws.ts';
import { uploadPurgeLaws } from './uploads-purge-laws.ts';
import { wakeupLaws } from './wakeup-laws.ts';
import { withdrawLaws } from './withdraw-laws.ts';
import { identityLaws, readinessLaws, workerLaws } from './workers-laws.ts';

/** The laws of the store, without the comparison with the memory store. */
export const storeLaws: readonly Law<StoreHarness>[] = [
  ...fileLaws,
  ...filesInUseLaws,
  ...batchLaws,
  ...batchQueryLaws,
  ...stepLaws,
  ...wakeupLaws,
  ...cancelLaws,
  ...timelineLaws,
  ...reopenLaws,
  ...backlogLaws,
  ...deadLetterLaws,
  ...appendLaws,
  ...laneLaws,
  ...permissionLaws,
  ...claimLaws,
  ...renewLaws,
  ...settleLaws,
  ...lapseLaws,
  ...suspectLaws,
  ...withdrawLaws,
  ...requeueLaws,
  ...dropLaws,
  ...settlementLaws,
  ...openShardLaws,
  ...progressLaws,
  ...purgeLaws,
  ...fleetLaws,
  ...chargeLaws,
  ...workerLaws,
  ...identityLaws,
  ...readinessLaws,
  ...contentionLaws,
  ...accessLaws,
  ...tenantLaws,
  ...resultLaws,
  ...historyLaws,
  ...uploadLaws,
  ...uploadPurgeLaws,
  ...bulkActionLaws,
];

/** The laws of each role that a store may do without. */
const optional: Readonly<Record<OptionalRole, readonly Law<StoreHarness>[]>> = {
  access: accessLaws,
  tenants: tenantLaws,
  results: resultLaws,
  history: historyLaws,
  uploads: [...uploadLaws, ...uploadPurgeLaws],
  bulkActions: bulkActionLaws,
};

/** What `defineStoreContract` takes. */
export interface StoreContract {
  /** Registers one test. */
  readonly test: TestFunction;
  /** Called once for each law; may answer the same store again and again. */
  readonly createHarness: CreateHarness<StoreHarness>;
  /** How hard the store is compared with the memory store. */
  readonly twins?: TwinOptions;
  /** Declares the optional roles that the store does without; their laws hold for every other store. */
  readonly without?: readonly OptionalRole[];
}

/** Registers a test for every law of the store, and one that compares it with the memory store. */
export function defineStoreContract({ test, createHarness, twins, without = [] }: StoreContract): void {
  const left = new Set(without.flatMap((role) => optional[role]));
  const held = storeLaws.filter((law) => !left.has(law));
  const laws = [...held, ...without.flatMap(absenceLaws), ...twinLaws(twins)];
  for (const law of laws) test(law.title, () => checkLaw(law, createHarness));
}
