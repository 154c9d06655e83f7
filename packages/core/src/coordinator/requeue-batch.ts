import type { BatchStep, RequeueSelection, Settlement, SettlementPage } from '../store/index.ts';
import { settleDown } from './end-batch.ts';
import { planRequeue } from './requeue-plan.ts';
import type { StepContext } from './step-context.ts';

const EXTENTS_AT_ONCE = 16;

/** Puts the requests that a reopening is about back into shards. A repeated step goes on where the last one ended. */
export async function requeueBatch(step: BatchStep, selection: RequeueSelection, context: StepContext): Promise<void> {
  const requeued = await requeueAll(step, selection, context);
  if (requeued === 'lost') return;
  const text = `Requeued ${requeued} request${requeued === 1 ? '' : 's'}.`;
  await settleDown(step, context, {
    phase: 'in_progress',
    dueInMs: 0,
    requeued: true,
    events: [{ kind: 'requeued', text }],
  });
}

async function requeueAll(
  step: BatchStep,
  selection: RequeueSelection,
  context: StepContext,
): Promise<number | 'lost'> {
  const { store, signal } = context;
  const reopenedAt = await reopeningOf(step, context);
  let requeued = 0;
  for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
    const page: SettlementPage = await store.shards.settlements(step.batchId, { fromSeq, extents: EXTENTS_AT_ONCE });
    for (const settlements of Map.groupBy(page.settlements, ({ extent }) => extent.firstSeq).values()) {
      signal.throwIfAborted();
      const some = await requeueExtent(step, settlements, { selection, reopenedAt }, context);
      if (some === 'lost') return 'lost';
      requeued += some;
    }
    fromSeq = page.nextSeq;
  }
  return requeued;
}

/** When the batch was reopened, by the clock that stamps its settlements. */
async function reopeningOf({ batchId, batch }: BatchStep, { store }: StepContext): Promise<number> {
  const timeline = await store.batches.timeline({ tenant: batch.tenant, id: batchId });
  return timeline.findLast(({ kind }) => kind === 'reopened')?.at ?? Number.POSITIVE_INFINITY;
}

/**
 * Requeues model by model and outcome by outcome. Each leaves a settlement, and what was requeued may be run and settled
 * meanwhile, so the extent is read again in between. Only a refusal without any new settlement means a lost fence.
 */
async function requeueExtent(
  step: BatchStep,
  settlements: readonly Settlement[],
  { selection, reopenedAt }: { readonly selection: RequeueSelection; readonly reopenedAt: number },
  context: StepContext,
): Promise<number | 'lost'> {
  const { shards } = context.store;
  const { requeues, requeued } = planRequeue(settlements, selection, reopenedAt);
  const [next] = requeues;
  if (!next) return requeued;
  const answer = await shards.requeue(step, next);
  const page = await shards.settlements(step.batchId, { fromSeq: next.extent.firstSeq, extents: 1 });
  if (answer === 'lost' && page.settlements.at(-1)?.ordinal === next.seen) return 'lost';
  return requeueExtent(step, page.settlements, { selection, reopenedAt }, context);
}
