import type { Clock } from '../clock.ts';
import type { Trouble } from '../spillway/options.ts';
import type { ClaimRef, ShardQueue } from '../store/index.ts';
import type { ClaimRun } from './claim-run.ts';

export interface LeaseKeeperOptions {
  readonly shards: ShardQueue;
  readonly clock: Clock;
  readonly runs: ReadonlySet<ClaimRun>;
  readonly leaseMs: number;
  readonly renewMs: number;
  readonly signal: AbortSignal;
  readonly onRenewed: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Looks at deadlines this often; a renewal that failed is tried again as often. */
const LOOK_MS = 1_000;

/**
 * Renews all claims of a worker in one call, and tells each what the store says of it. A call that is not answered
 * keeps neither the next one nor the look at the deadlines waiting.
 */
export async function keepLeases(options: LeaseKeeperOptions): Promise<void> {
  const { clock, runs, renewMs, signal } = options;
  let dueMs = clock.monotonic() + renewMs;
  while (!signal.aborted) {
    await clock.sleep(Math.min(LOOK_MS, renewMs), signal);
    const nowMs = clock.monotonic();
    for (const run of runs) run.look(nowMs);
    if (runs.size === 0 || nowMs < dueMs || signal.aborted) continue;
    dueMs = nowMs + renewMs;
    void renewAll(options).then((renewed) => {
      if (!renewed) dueMs = nowMs;
    });
  }
}

async function renewAll({ shards, clock, runs, leaseMs, onRenewed, onTrouble }: LeaseKeeperOptions): Promise<boolean> {
  const renewed = new Map([...runs].map((run) => [nameOf(run.claim), run]));
  const sentMs = clock.monotonic();
  try {
    const answer = await shards.renew(
      [...renewed.values()].map(({ claim: { batchId, shardId, fence } }) => ({ batchId, shardId, fence })),
      leaseMs,
    );
    for (const lost of answer.lost) take(renewed, lost)?.abandon();
    for (const run of renewed.values()) run.renewed(sentMs);
    for (const closed of answer.closed) renewed.get(nameOf(closed))?.stop();
    for (const recalled of answer.recalled) renewed.get(nameOf(recalled))?.recall(recalled.seqs);
    onRenewed();
    return true;
  } catch (error) {
    onTrouble({ where: 'renew', error });
    return false;
  }
}

function take(runs: Map<string, ClaimRun>, claim: ClaimRef): ClaimRun | undefined {
  const run = runs.get(nameOf(claim));
  runs.delete(nameOf(claim));
  return run;
}

function nameOf({ batchId, shardId, fence }: ClaimRef): string {
  return `${batchId}/${shardId}/${fence}`;
}
