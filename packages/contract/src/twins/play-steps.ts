import {
  type BatchPhase,
  type BatchStep,
  type NewBatch,
  type PlannedExtent,
  type StepHold,
  seqsOf,
} from '@spillway/core/store';
import { dueSteps } from '../store/batch-under-test.ts';
import { both } from './both.ts';
import type { Move } from './move.ts';
import { chosen, type Pair, type Twins } from './twins.ts';

export type MoveOf<Name extends Move['move']> = Extract<Move, { readonly move: Name }>;

/** The hold that a coordinator would use: the newest, taken just now if the step is due; or by mistake the one before. */
export async function holdOf(twins: Twins, { id }: NewBatch, stale: boolean): Promise<Pair<StepHold> | undefined> {
  if (!stale) await takeSteps(twins, { leaseMs: 60_000 });
  return twins.holds.get(id)?.[stale ? 1 : 0];
}

export async function phaseOf({ reference }: Twins, { tenant, id }: NewBatch): Promise<BatchPhase | undefined> {
  return (await reference.batches.get({ tenant, id }))?.phase;
}

export async function takeSteps(twins: Twins, { leaseMs }: Pick<MoveOf<'take steps'>, 'leaseMs'>): Promise<void> {
  const ours = new Set(twins.batches.map(({ id }) => id));
  const steps = await both(
    twins,
    async (store) => {
      const taken = (await Array.fromAsync(dueSteps(store, { limit: 100, leaseMs }))).flat();
      return taken
        .filter(({ batchId }) => ours.has(batchId))
        .sort((left, right) => (left.batchId < right.batchId ? -1 : 1));
    },
    (taken) => taken.map(({ fence, ...rest }) => rest),
  );
  for (const [index, reference] of (steps?.reference ?? []).entries()) {
    const subject = steps?.subject[index] as BatchStep;
    const before = twins.holds.get(reference.batchId) ?? [];
    twins.holds.set(reference.batchId, [{ subject, reference }, ...before].slice(0, 2));
  }
}

export async function renewStep(twins: Twins, { batch, stale, leaseMs }: MoveOf<'renew step'>): Promise<void> {
  const hold = await holdOf(twins, chosen(twins.batches, batch) as NewBatch, stale);
  if (hold) await both(twins, ({ batches }, side) => batches.renew(hold[side], leaseMs));
}

export async function cancel(twins: Twins, { batch }: MoveOf<'cancel'>): Promise<void> {
  const { tenant, id } = chosen(twins.batches, batch) as NewBatch;
  await both(twins, ({ batches }) => batches.requestCancel({ tenant, id }));
}

export async function reopen(twins: Twins, { batch, outcome, seqs }: MoveOf<'reopen'>): Promise<void> {
  const { tenant, id } = chosen(twins.batches, batch) as NewBatch;
  const selection = { outcomes: [outcome], ...(seqs && { seqs: [[0, 5] as const] }) };
  const reopening = { selection, window: '200s', windowMs: 200_000 };
  await both(twins, ({ batches }) => batches.reopen({ tenant, id }, reopening));
}

export async function append(twins: Twins, { batch, sizes, again }: MoveOf<'append'>): Promise<void> {
  const planned = chosen(twins.batches, batch) as NewBatch;
  const hold = await holdOf(twins, planned, false);
  if (!hold || (await phaseOf(twins, planned)) !== 'validating') return;
  const total = await both(twins, ({ shards }, side) => shards.append(hold[side], []));
  if (total === undefined || total.reference === 'lost') return;
  const extents = extentsFrom(twins, total.reference, sizes);
  await both(twins, ({ shards }, side) => shards.append(hold[side], extents));
  if (again) await both(twins, ({ shards }, side) => shards.append(hold[side], extents));
}

/** Extents of which three requests in turn name the first model and the next three the second. */
function extentsFrom({ models }: Twins, start: number, sizes: readonly number[]): PlannedExtent[] {
  let firstSeq = start;
  return sizes.map((requests) => {
    const seqs = Array.from({ length: requests }, (_, index) => firstSeq + index);
    const planned = models.map((model, turn) => {
      const own = seqs.filter((seq) => Math.floor(seq / 3) % 2 === turn);
      return { model, seqs: seqsOf(own), tokens: 30 * own.length };
    });
    const extent = { firstSeq, requests, offset: firstSeq * 100, bytes: requests * 100 };
    firstSeq += requests;
    return { ...extent, models: planned.filter(({ tokens }) => tokens > 0) };
  });
}

const nextPhases: Record<BatchPhase, readonly BatchPhase[]> = {
  validating: ['validating', 'in_progress', 'failed'],
  in_progress: ['in_progress', 'finalizing', 'failed'],
  finalizing: ['finalizing', 'completed', 'failed'],
  completed: ['completed'],
  failed: ['failed'],
  expired: ['expired'],
  cancelled: ['cancelled'],
};

export async function advance(twins: Twins, move: MoveOf<'advance'>): Promise<void> {
  const batch = chosen(twins.batches, move.batch) as NewBatch;
  const hold = await holdOf(twins, batch, move.stale);
  const from = await phaseOf(twins, batch);
  if (!hold || from === undefined) return;
  const phase = nextPhases[from].includes(move.phase) ? move.phase : (nextPhases[from][1] ?? from);
  const events = [{ kind: 'advanced', text: `${from} to ${phase}` }];
  const to = { phase, dueInMs: move.dueInMs, events, ...(move.requeued && { requeued: true as const }) };
  await both(twins, ({ batches }, side) => batches.advance(hold[side], to));
}
