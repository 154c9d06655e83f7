import type { LaneQuery } from '@spillway/core/store';
import { askBatch, type BatchLanes } from './ask-lanes.ts';
import type { StoreContext } from './context.ts';
import { dropLane, type RankedBatch, type RankedTenant, rankedBehind, rankedTenants } from './lane-hints.ts';

/** How far a tenant's batches were asked. */
interface Progress {
  readonly tenant: string;
  /** Those that were read from the list and not asked yet. */
  readonly next: RankedBatch[];
  /** The last that was read from the list; undefined when there is none behind it. */
  last: RankedBatch | undefined;
  readonly answers: BatchLanes[];
  readonly failures: unknown[];
  shown: number;
}

/**
 * Asks batches by rank, until further ones could show nothing that belongs into the answer. A master of a cluster that is away
 * does not hide from workers what the others have; a tick decides about all lanes, so it is told.
 */
export async function firstLanes(context: StoreContext, query: LaneQuery): Promise<readonly BatchLanes[]> {
  const { perTenant, limit } = query;
  const firsts = Math.min(perTenant, limit);
  const tenants = (await rankedTenants(context, firsts)).map((tenant) => begin(tenant, firsts));
  for (let perRound = Math.max(limit, 64); ; perRound *= 2) {
    const unknown = tenants.filter((one) => one.shown < perTenant && (one.next.length > 0 || one.last));
    if (unknown.length === 0 || isEnough(tenants, unknown, limit)) break;
    const share = Math.max(1, Math.floor(perRound / unknown.length));
    const asked = unknown.sort((left, right) => left.shown - right.shown).slice(0, perRound);
    await Promise.all(asked.map((one) => askSome(context, query, one, share)));
  }
  const answers = tenants.flatMap((one) => one.answers);
  const failures = tenants.flatMap((one) => one.failures);
  if (failures.length > 0 && (query.withheld || answers.length === 0)) throw failures[0];
  return answers;
}

function begin({ tenant, first }: RankedTenant, limit: number): Progress {
  return { tenant, next: [...first], last: lastOf(first, limit), answers: [], failures: [], shown: 0 };
}

/** Behind a page that is not full there is nothing. */
function lastOf(page: readonly RankedBatch[], limit: number): RankedBatch | undefined {
  return page.length < limit ? undefined : page.at(-1);
}

/** The lanes of a rank are known once every tenant has shown as many or has no more; then they may fill the answer. */
function isEnough(tenants: readonly Progress[], unknown: readonly Progress[], limit: number): boolean {
  const known = Math.min(...unknown.map(({ shown }) => shown));
  return tenants.reduce((sum, { shown }) => sum + Math.min(shown, known), 0) >= limit;
}

async function askSome(context: StoreContext, query: LaneQuery, one: Progress, share: number): Promise<void> {
  const { tenant } = one;
  if (one.next.length === 0 && one.last) {
    const further = await rankedBehind(context, { tenant, rank: one.last.rank, limit: share });
    one.next.push(...further);
    one.last = lastOf(further, share);
  }
  const batches = one.next.splice(0, share);
  const asked = await Promise.allSettled(batches.map(({ batchId }) => askBatch(context, batchId, query)));
  for (const [index, batch] of batches.entries()) {
    const answer = asked[index];
    if (answer?.status !== 'fulfilled') {
      one.failures.push(answer?.reason);
    } else if (answer.value.rank === batch.rank) {
      one.answers.push(answer.value);
      one.shown += answer.value.lanes.length;
    } else {
      // Over, or reopened: then it stands on the list under another rank, too, and is shown there.
      await dropLane(context, tenant, batch);
    }
  }
}
