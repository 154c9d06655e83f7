import assert from 'node:assert/strict';
import type { Lane, Settlement, Store } from '@spillway/core/store';
import { recount, recountDeduplicated } from '../store/recount.ts';
import { both } from './both.ts';
import type { Twins } from './twins.ts';

/** Asserts that nobody could tell the twins apart by looking at them. */
export async function compareTwins(twins: Twins): Promise<void> {
  for (const { tenant, id } of twins.batches) {
    await both(twins, ({ batches }) => batches.get({ tenant, id }));
    await both(twins, ({ shards }) => shards.settlements(id, { fromSeq: 0, extents: 10_000 }), withoutOrdinals);
    await both(twins, ({ shards }) => shards.settlements(id, { fromSeq: 17, extents: 1 }), withoutOrdinals);
    await both(twins, ({ shards }) => shards.list(id, { fromSeq: 0, extents: 10_000 }));
    await both(twins, ({ shards }) => shards.list(id, { fromSeq: 17, extents: 1 }));
    await compareBacklogs(twins, tenant);
  }
  await both(twins, (store) => heldIn(twins, store));
  for (const pool of twins.pools) {
    const lanes = await both(twins, (store) => lanesOf(twins, store, pool), withoutSizes);
    for (const [index, exact] of (lanes?.reference ?? []).entries()) {
      const shown = lanes?.subject[index] as Lane;
      assert.ok(shown.open >= exact.open && shown.tokens >= exact.tokens, 'open and tokens are upper bounds');
    }
  }
}

async function compareBacklogs(twins: Twins, tenant: string): Promise<void> {
  await both(twins, ({ batches }) => batches.backlog({ tenant, exact: true }));
  const backlogs = await both(
    twins,
    ({ batches }) => batches.backlog({ tenant }),
    (backlog) => backlog.batches,
  );
  assert.ok(backlogs && backlogs.subject.requests >= backlogs.reference.requests, 'the backlog is an upper bound');
}

/** Asserts what is true once no claim is live. */
export async function compareAtRest(twins: Twins): Promise<void> {
  for (const worker of twins.workers) await both(twins, ({ workers }) => workers.remove(worker));
  for (const { tenant, id } of twins.batches) {
    await both(
      twins,
      ({ batches }) => batches.timeline({ tenant, id }),
      (history) => history.map(({ ordinal, ...event }) => event),
    );
    await compareRecount(twins, { tenant, id });
  }
  for (const pool of twins.pools) {
    await both(twins, (store) => lanesOf(twins, store, pool));
    await both(
      twins,
      ({ fleet }) => fleet.charges(pool),
      (charges) => charges.map(({ tenant, service }) => `${tenant} ${service}`).toSorted(),
    );
  }
}

async function compareRecount({ subject }: Twins, key: { tenant: string; id: string }): Promise<void> {
  const batch = await subject.batches.get(key);
  const { settlements } = await subject.shards.settlements(key.id, { fromSeq: 0, extents: 10_000 });
  if (!batch || batch.inProgressAt === null || settlements.length === 0) return;
  assert.deepEqual(batch.counts, recount(settlements, batch.counts.total));
  assert.equal(batch.deduplicated, recountDeduplicated(settlements));
}

async function heldIn({ batches }: Twins, { shards }: Store): Promise<readonly string[]> {
  const ours = new Set(batches.map(({ tenant }) => tenant));
  const { held = [] } = await shards.lanes({ pool: 'any', suspects: false, perTenant: 1, limit: 1, held: true });
  const ofOurs = held.filter(({ tenant }) => ours.has(tenant));
  return ofOurs.map(({ tenant, requests }) => `${tenant} ${requests}`).toSorted();
}

async function lanesOf({ batches }: Twins, { shards }: Store, pool: string): Promise<Lane[]> {
  const ours = new Set(batches.map(({ id }) => id));
  const query = { pool, suspects: true, withheld: true, perTenant: 1_000, limit: 100_000 };
  const { lanes } = await shards.lanes(query);
  const keyOf = ({ batchId, model }: Lane): string => `${batchId} ${model}`;
  return lanes.filter(({ batchId }) => ours.has(batchId)).sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function withoutSizes(lanes: readonly Lane[]) {
  return lanes.map(({ open, tokens, ...rest }) => rest);
}

function withoutOrdinals({ settlements }: { readonly settlements: readonly Settlement[] }) {
  return settlements.map(({ ordinal, ...rest }) => rest);
}
