import type { DeadLetterSource } from '../dead-letters/find-dead-letters.ts';
import { matchDeadLetters } from '../dead-letters/match-dead-letters.ts';
import type { BulkTarget } from '../store/index.ts';
import type { BulkDeadLetterFilter } from './bulk-action.ts';
import { isRunning } from './bulk-problems.ts';
import { addVerdict, allSkipped, type BulkTally, emptyTally } from './bulk-tally.ts';
import { addTarget, type ChosenTargets, type RevivedTarget, revivedTarget } from './chosen-targets.ts';

/** The dead letters that match now, by batch, the newest batch first. Those of batches that run are skipped. */
export async function chooseDeadLetters(
  { tenant, filter: { all: _, ...filter } }: { readonly tenant: string; readonly filter: BulkDeadLetterFilter },
  source: DeadLetterSource,
): Promise<ChosenTargets> {
  const targets: BulkTarget[] = [];
  const revived: RevivedTarget[] = [];
  let tally: BulkTally = emptyTally;
  for await (const { batch, requests } of matchDeadLetters({ ...filter, tenant }, source)) {
    source.signal.throwIfAborted();
    tally = { ...tally, counts: { ...tally.counts, matched: tally.counts.matched + requests } };
    const { id: batchId, revision } = batch;
    if (batch.endedAt === null) tally = addVerdict(tally, allSkipped(requests, isRunning(batchId)));
    else {
      addTarget(targets, { batchId, revision, weight: requests });
      revived.push(revivedTarget(batch, requests, requests));
    }
  }
  return { ...tally, targets, revived };
}
