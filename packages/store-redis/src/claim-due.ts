import type { BatchStep } from '@spillway/core/store';
import { decodeBatch } from './codec/batch.ts';
import { fieldsOf, listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { announceToAll, comeHints, type DueHint, rescore } from './hints.ts';
import { hintLane } from './lane-hints.ts';

interface TakenStep {
  readonly step: BatchStep;
  /** Since when it was due. */
  readonly since: number;
}

/**
 * Follows the hints that have come to their batches, each of which alone says whether its step is due, and takes it in the same
 * script. Longest due first is therefore approximate: by the hints, which may be early. A batch that cannot be asked, whose master
 * of a cluster is away, takes nothing from the others: a step that was taken and not answered would count against its batch.
 */
export async function claimDue(
  context: StoreContext,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly BatchStep[]> {
  const taken: TakenStep[] = [];
  const failures: unknown[] = [];
  while (taken.length < limit && (taken.length === 0 || failures.length === 0)) {
    const hints = await comeHints(context, context.keys.dueHints, failures.length, limit - taken.length);
    if (hints.length === 0) break;
    for (const asked of await Promise.allSettled(hints.map((hint) => takeStep(context, hint, leaseMs)))) {
      if (asked.status === 'rejected') failures.push(asked.reason);
      else if (asked.value) taken.push(asked.value);
    }
  }
  if (taken.length === 0 && failures.length > 0) throw failures[0];
  return taken.sort((left, right) => left.since - right.since).map(({ step }) => step);
}

async function takeStep(context: StoreContext, hint: DueHint, leaseMs: number): Promise<TakenStep | undefined> {
  const { session, keys, now } = context;
  const [batchId] = hint;
  const reply = listOf(await session.run('take-step', [keys.batch(batchId)], [now(), wholeMs(leaseMs)]));
  const [state, dueAt, asOf, held, live, fence, lapses, since, record] = reply;
  const dueInMs = textOf(dueAt) === '' ? '' : numberOf(dueAt) - numberOf(asOf);
  await rescore(context, hint, { dueInMs, isLive: live === 1, held: numberOf(held) });
  if (textOf(state) !== 'taken') return undefined;
  const batch = decodeBatch(batchId, fieldsOf(record) ?? new Map());
  if (live === 1) await hintLane(context, batch);
  // Its maker may be one version older, and know nothing of the list of all.
  if (batch.phase === 'validating') await announceToAll(context, batchId);
  const step = { batchId, fence: numberOf(fence), batch, lapses: numberOf(lapses), asOf: numberOf(asOf) };
  return { step, since: numberOf(since) };
}
