import type { LaneQuery } from '@spillway/core/store';
import { askBatch, type BatchLanes } from './ask-lanes.ts';
import type { StoreContext } from './context.ts';
import { dropLane, type RankedBatch, type RankedTenant, rankedFrom, rankedTenants } from './lane-hints.ts';

/** How far a tenant's batches were asked. */
interface Progress {
  readonly tenant: string;
  readonly count: number;
  /** Those that were read from the list and not asked yet. */
  readonly next: RankedBatch[];
  read: number;
  readonly answers: BatchLanes[];
  shown: number;
}

/** Asks batches by rank, until further ones could show nothing that belongs into the answer. */
export async function firstLanes(context: StoreContext, query: LaneQuery): Promise<readonly BatchLanes[]> {
  const { perTenant, limit } = query;
  const tenants = (await rankedTenants(context, Math.min(perTenant, limit))).map(begin);
  for (let perRound = Math.max(limit, 64); ; perRound *= 2) {
    const unknown = tenants.filter((one) => one.shown < perTenant && (one.next.length > 0 || one.read < one.count));
    if (unknown.length === 0 || isEnough(tenants, unknown, limit)) break;
    const share = Math.max(1, Math.floor(perRound / unknown.length));
    const asked = unknown.sort((left, right) => left.shown - right.shown).slice(0, perRound);
    await Promise.all(asked.map((one) => askSome(context, query, one, share)));
  }
  return tenants.flatMap(({ answers }) => answers);
}

function begin({ tenant, count, first }: RankedTenant): Progress {
  return { tenant, count, next: [...first], read: first.length, answers: [], shown: 0 };
}

/** The lanes of a rank are known once every tenant has shown as many or has no more; then they may fill the answer. */
function isEnough(tenants: readonly Progress[], unknown: readonly Progress[], limit: number): boolean {
  const known = Math.min(...unknown.map(({ shown }) => shown));
  return tenants.reduce((sum, { shown }) => sum + Math.min(shown, known), 0) >= limit;
}

async function askSome(context: StoreContext, query: LaneQuery, one: Progress, share: number): Promise<void> {
  const { tenant } = one;
  if (one.next.length === 0) {
    const further = await rankedFrom(context, { tenant, from: one.read, limit: share });
    one.next.push(...further);
    // The list may have become shorter meanwhile.
    one.read = further.length === 0 ? one.count : one.read + further.length;
  }
  const batches = one.next.splice(0, share);
  const answers = await Promise.all(batches.map(({ batchId }) => askBatch(context, batchId, query)));
  for (const [index, batch] of batches.entries()) {
    if (answers[index]?.rank !== batch.rank) await dropLane(context, tenant, batch);
  }
  one.answers.push(...answers);
  one.shown += answers.reduce((sum, { lanes }) => sum + lanes.length, 0);
}
