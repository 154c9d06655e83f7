import { foreseeRoom } from '../dead-letters/foresee-room.ts';
import type { Limits } from '../spillway/limits.ts';
import type { BulkActionKind, Store } from '../store/index.ts';
import type { BulkActionForecast } from './bulk-action.ts';
import { reopens } from './bulk-order.ts';
import { addVerdict, allDone, allFailed, type BulkTally } from './bulk-tally.ts';
import type { ChosenTargets } from './chosen-targets.ts';

/** What the action on these would come to, if nothing but limits stood in its way. */
export async function foreseeBulkAction(
  action: BulkActionKind,
  { targets, revived, ...chosen }: ChosenTargets,
  options: { readonly store: Pick<Store, 'batches' | 'tenants'>; readonly limits: Limits },
): Promise<BulkActionForecast> {
  let tally: BulkTally = chosen;
  if (!reopens(action)) {
    for (const { weight } of targets) tally = addVerdict(tally, allDone(weight));
    return tally;
  }
  const refusals = await foreseeRoom(revived, options);
  for (const [index, { batch, weight }] of revived.entries()) {
    const message = refusals[index];
    const refused = message !== undefined && allFailed(weight, { batchId: batch.id, code: 'limit_reached', message });
    tally = addVerdict(tally, refused || allDone(weight));
  }
  return tally;
}
