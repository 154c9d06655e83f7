import {
  eachSeq,
  type NewBatch,
  type Outcome,
  type Requeue,
  type Seqs,
  type Settlement,
  seqsOf,
} from '@spillway/core/store';
import { both } from './both.ts';
import { holdOf, type MoveOf, phaseOf } from './play-steps.ts';
import { chosen, type Pair, type Twins } from './twins.ts';

export async function withdraw(twins: Twins, { batch, stale, held }: MoveOf<'withdraw'>): Promise<void> {
  const ending = chosen(twins.batches, batch) as NewBatch;
  const hold = await holdOf(twins, ending, stale);
  if (!hold || (await phaseOf(twins, ending)) !== 'in_progress') return;
  await both(twins, ({ shards }, side) => shards.withdraw(hold[side], 'expired', { shards: 10_000, held }));
}

export async function purge(twins: Twins, { batch, stale }: MoveOf<'purge'>): Promise<void> {
  const ended = chosen(twins.batches, batch) as NewBatch;
  const hold = await holdOf(twins, ended, stale);
  const phase = await phaseOf(twins, ended);
  if (!hold || !(stale || phase === 'failed' || phase === 'completed' || phase === 'cancelled')) return;
  await both(twins, ({ shards }, side) => shards.purge(hold[side], { shards: 10_000 }));
}

export async function requeue(twins: Twins, { batch, choice, again }: MoveOf<'requeue'>): Promise<void> {
  const ended = chosen(twins.batches, batch) as NewBatch;
  const hold = await holdOf(twins, ended, false);
  const call = again ? twins.requeues.get(ended.id) : await requeueFrom(twins, ended, choice);
  if (!hold || !call) return;
  twins.requeues.set(ended.id, call);
  await both(twins, ({ shards }, side) => shards.requeue(hold[side], call[side]));
}

/** A call that reopens some requests of one extent and model that ended alike. */
async function requeueFrom(
  { subject, reference }: Twins,
  { id }: NewBatch,
  choice: number,
): Promise<Pair<Requeue> | undefined> {
  const all = { fromSeq: 0, extents: 10_000 };
  const pages = {
    subject: await subject.shards.settlements(id, all),
    reference: await reference.shards.settlements(id, all),
  };
  const some = chosen(pages.reference.settlements, choice);
  if (!some) return undefined;
  const { extent, model } = some;
  const ofExtent = (settlements: readonly Settlement[]) =>
    settlements.filter((settlement) => settlement.extent.firstSeq === extent.firstSeq);
  const ended = endedOf(ofExtent(pages.reference.settlements).filter((settlement) => settlement.model === model));
  const from = chosen([...ended.values()], choice);
  if (from === undefined) return undefined;
  const reopened = [...ended].filter(([, outcome]) => outcome === from).map(([seq]) => seq);
  const seqs = seqsOf(reopened.sort((left, right) => left - right));
  const shared = { extent, model, seqs, from, tokens: 30 * reopened.length };
  const seen = (settlements: readonly Settlement[]) => ofExtent(settlements).at(-1)?.ordinal ?? 0;
  return {
    subject: { ...shared, seen: seen(pages.subject.settlements) },
    reference: { ...shared, seen: seen(pages.reference.settlements) },
  };
}

/** Drops the dead letters among the requests of one settlement, or of its whole extent. */
export async function drop(twins: Twins, { batch, choice, stale, extent: whole }: MoveOf<'drop'>): Promise<void> {
  const { id } = chosen(twins.batches, batch) as NewBatch;
  const all = { fromSeq: 0, extents: 10_000 };
  const { settlements } = await twins.reference.shards.settlements(id, all);
  const some = chosen(settlements, choice);
  if (!some) return;
  const { extent } = some;
  const seqs: Seqs = whole ? [[extent.firstSeq, extent.firstSeq + extent.requests]] : some.seqs;
  const events = [{ kind: 'dropped', text: 'Dropped.' }];
  await both(twins, async ({ shards }) => {
    const page = await shards.settlements(id, { fromSeq: extent.firstSeq, extents: 1 });
    const last = page.settlements.at(-1)?.ordinal ?? 0;
    return shards.drop(id, { extent, seqs, seen: stale ? last - 1 : last, events });
  });
}

function endedOf(settlements: readonly Settlement[]): Map<number, Outcome> {
  const ended = new Map<number, Outcome>();
  for (const { seqs, as, lines } of settlements) {
    for (const [index, seq] of [...eachSeq(seqs)].entries()) {
      if (as === 'requeued') ended.delete(seq);
      else ended.set(seq, as ?? (lines?.outcomes[index] as Outcome));
    }
  }
  return ended;
}

export async function decide(twins: Twins, move: MoveOf<'decide'>): Promise<void> {
  const { id: batchId } = chosen(twins.batches, move.batch) as NewBatch;
  const pool = chosen(twins.pools, move.pool) as string;
  const model = chosen(twins.models, move.model) as string;
  const ticks = await both(
    twins,
    ({ fleet }) => fleet.claimTick({ model, leaseMs: 1_000 }),
    (tick) => tick && [tick.asOf, tick.memory],
  );
  if (!ticks?.subject || !ticks.reference) return;
  const tickOf = { subject: ticks.subject, reference: ticks.reference };
  const decision = {
    pools: [
      { pool, permissions: [{ batchId, permission: move.permission }], desiredReplicas: move.batch },
      // The other pool in the same decision, on the same lane.
      ...twins.pools
        .filter((other) => move.recall && other !== pool)
        .map((other) => ({ pool: other, permissions: [{ batchId, permission: 'all' as const }], desiredReplicas: 1 })),
    ],
    recalls: move.recall ? twins.pools.map((pool) => ({ batchId, pool })) : [],
    nextInMs: 0,
    events: [{ batchId, event: { kind: 'decided', text: move.permission } }],
    memory: { pool, permission: move.permission },
  };
  await both(twins, ({ fleet }, side) => fleet.decide(tickOf[side], decision));
}

export async function removeWorker(twins: Twins, { worker }: MoveOf<'remove worker'>): Promise<void> {
  await both(twins, ({ workers }) => workers.remove(chosen(twins.workers, worker) as string));
}

/** Ends every batch and forgets its shards, in two steps. */
export async function buryTwins(twins: Twins): Promise<void> {
  for (const batch of twins.batches) {
    await both(twins, ({ batches }) => batches.requestCancel(batch));
    await endStep(twins, batch, 0);
    const hold = await holdOf(twins, batch, false);
    if (!hold) continue;
    for (const limit of [2, 10_000])
      await both(twins, ({ shards }, side) => shards.purge(hold[side], { shards: limit }));
    await endStep(twins, batch, null);
  }
}

async function endStep(twins: Twins, batch: NewBatch, dueInMs: number | null): Promise<void> {
  const hold = await holdOf(twins, batch, false);
  const phase = (await phaseOf(twins, batch)) === 'completed' ? 'completed' : 'failed';
  if (hold) await both(twins, ({ batches }, side) => batches.advance(hold[side], { phase, dueInMs }));
}
