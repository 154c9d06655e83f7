import type { Clock } from '../clock.ts';
import type { Trouble } from '../spillway/options.ts';
import type { ClaimRef, ShardQueue } from '../store/index.ts';
import type { ClaimRun } from './claim-run.ts';
import type { ClaimTerm } from './claim-term.ts';
import { leaseLength } from './lease-length.ts';

export interface LeaseKeeperOptions {
  readonly shards: ShardQueue;
  readonly clock: Clock;
  /** Of all claims in the worker's hands, also of those whose input is still being read. */
  readonly terms: ReadonlySet<ClaimTerm>;
  readonly runs: ReadonlySet<ClaimRun>;
  /** Of a claim whose deadline is far. */
  readonly leaseMs: number;
  readonly renewMs: number;
  readonly signal: AbortSignal;
  readonly onRenewed: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Looks at deadlines and leases this often; a renewal that failed is tried again as often. */
const LOOK_MS = 1_000;

/**
 * Renews the claims of a worker and tells each what the store says of it: all that are to get the same lease in one
 * call, as soon as one of them is due, so that they stay together. A call that is not answered keeps neither the next
 * one nor the look at the deadlines waiting.
 */
export async function keepLeases(options: LeaseKeeperOptions): Promise<void> {
  const { clock, terms, runs, leaseMs, renewMs, signal } = options;
  const lookMs = Math.min(LOOK_MS, renewMs);
  while (!signal.aborted) {
    await clock.sleep(lookMs, signal);
    if (signal.aborted) return;
    const nowMs = clock.monotonic();
    for (const run of runs) run.look(nowMs);
    for (const [lengthMs, group] of byLength(terms, { nowMs, longestMs: leaseMs })) {
      // The nearest look: a timer that fires a moment early must not cost a whole one.
      const due = group.some((term) => term.isDue(nowMs + lookMs / 2, renewMs / leaseMs));
      if (due) void renewGroup(group, lengthMs, options);
    }
  }
}

function byLength(
  terms: ReadonlySet<ClaimTerm>,
  { nowMs, longestMs }: { readonly nowMs: number; readonly longestMs: number },
): Map<number, ClaimTerm[]> {
  const live = [...terms].filter((term) => !term.lost);
  return Map.groupBy(live, (term) => leaseLength({ timeLeftMs: term.timeLeftMs(nowMs), longestMs }));
}

async function renewGroup(
  group: readonly ClaimTerm[],
  leaseMs: number,
  { shards, clock, runs, onRenewed, onTrouble }: LeaseKeeperOptions,
): Promise<void> {
  const termOf = new Map(group.map((term) => [nameOf(term.claim), term]));
  const sentMs = clock.monotonic();
  for (const term of group) term.asked(sentMs, leaseMs);
  try {
    const answer = await shards.renew(
      group.map(({ claim: { batchId, shardId, fence } }) => ({ batchId, shardId, fence })),
      leaseMs,
    );
    const runOf = new Map([...runs].map((run) => [nameOf(run.claim), run]));
    for (const lost of answer.lost) {
      termOf.get(nameOf(lost))?.lose();
      runOf.get(nameOf(lost))?.abandon();
    }
    for (const term of group) term.renewed(sentMs);
    for (const closed of answer.closed) runOf.get(nameOf(closed))?.stop();
    for (const recalled of answer.recalled) runOf.get(nameOf(recalled))?.recall(recalled.seqs);
    onRenewed();
  } catch (error) {
    for (const term of group) term.failed(sentMs);
    onTrouble({ where: 'renew', error });
  }
}

function nameOf({ batchId, shardId, fence }: ClaimRef): string {
  return `${batchId}/${shardId}/${fence}`;
}
