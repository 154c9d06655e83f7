import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test, vi } from 'vitest';
import { createSqliteStore } from '../store/create-sqlite-store.ts';
import { scratchFolder } from './scratch-folder.ts';
import { demandOf, key, linesOf, startBatch } from './work-under-test.ts';

const file = join(scratchFolder(), 'spillway.db');
const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
afterAll(() => prepare.mockRestore());

test('what workers and coordinators ask all the time finds its rows by an index that holds no ended work', async () => {
  await using store = createSqliteStore({ file });
  await startBatch(store);
  await store.shards.lanes({ pool: 'spot', suspects: true, perTenant: 10, limit: 100 });
  const claim = await store.shards.claim(demandOf('worker'));
  if (!claim) throw new Error('a fresh batch has work');
  await store.shards.renew([claim], 1_000);
  await store.shards.settle({ ...claim, lines: linesOf(claim.seqs), rest: 'release' });
  await store.shards.list(key.id, { fromSeq: 0, extents: 1 });
  await store.shards.withdraw({ batchId: key.id, fence: 2 }, 'cancelled', { shards: 1, held: true });
  const statements = new Set(prepare.mock.calls.map(([sql]) => sql));
  expect(statements.size).toBeGreaterThan(10);
  expect([...statements].flatMap((sql) => scansIn(file, sql))).toEqual([]);
});

/** Steps that read whole tables which grow, or whole indexes which hold more than live work. */
function scansIn(database: string, sql: string): string[] {
  using connection = new DatabaseSync(database);
  const plan = connection.prepare(`explain query plan ${sql}`).all({}) as { detail: string }[];
  const scans = plan
    .map(({ detail }) => detail)
    .filter((detail) => /^SCAN (b|s|batches|shards|settlements)\b/.test(detail));
  return scans.filter((detail) => !/batchesInProgress|heldShards/.test(detail));
}
