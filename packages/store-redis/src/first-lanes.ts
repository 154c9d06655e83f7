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
  shown: number;
}

/** Asks batches by rank, until further ones could show nothing that belongs into the answer. */
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
  return tenants.flatMap(({ answers }) => answers);
}

function begin({ tenant, first }: RankedTenant, limit: number): Progress {
  return { tenant, next: [...first], last: lastOf(first, limit), answers: [], shown: 0 };
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
  const answers = await Promise.all(batches.map(({ batchId }) => askBatch(context, batchId, query)));
  for (const [index, batch] of batches.entries()) {
    const answer = answers[index];
    // One that was reopened stands on the list under its earlier rank, too: it is shown where it belongs.
    if (answer?.rank !== batch.rank) {
      await dropLane(context, tenant, batch);
      continue;
    }
    one.answers.push(answer);
    one.shown += answer.lanes.length;
  }
}
