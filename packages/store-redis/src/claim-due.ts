import type { BatchStep } from '@spillway/core/store';
import { decodeBatch } from './codec/batch.ts';
import { fieldsOf, listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { comeHints, type DueHint, rescore } from './hints.ts';
import { hintLane } from './lane-hints.ts';

interface TakenStep {
  readonly step: BatchStep;
  /** Since when it was due. */
  readonly since: number;
}

/**
 * Follows the hints that have come to their batches, each of which alone says whether its step is due, and takes it in the same
 * script. Longest due first is therefore approximate: by the hints, which may be early.
 */
export async function claimDue(
  context: StoreContext,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly BatchStep[]> {
  const taken: TakenStep[] = [];
  while (taken.length < limit) {
    const hints = await comeHints(context, context.keys.dueHints, 0, limit - taken.length);
    if (hints.length === 0) break;
    const steps = await Promise.all(hints.map((hint) => takeStep(context, hint, leaseMs)));
    taken.push(...steps.filter((step) => step !== undefined));
  }
  return taken.sort((left, right) => left.since - right.since).map(({ step }) => step);
}

async function takeStep(context: StoreContext, hint: DueHint, leaseMs: number): Promise<TakenStep | undefined> {
  const { session, keys, now } = context;
  const [batchId] = hint;
  const reply = listOf(await session.run('take-step', [keys.batch(batchId)], [now(), wholeMs(leaseMs)]));
  const [state, dueAt, asOf, held, live, fence, lapses, since, record] = reply;
  await rescore(context, hint, { dueAt: textOf(dueAt), isLive: live === 1, held: numberOf(held) });
  if (textOf(state) !== 'taken') return undefined;
  const batch = decodeBatch(batchId, fieldsOf(record) ?? new Map());
  if (live === 1) await hintLane(context, batch);
  const step = { batchId, fence: numberOf(fence), batch, lapses: numberOf(lapses), asOf: numberOf(asOf) };
  return { step, since: numberOf(since) };
}
