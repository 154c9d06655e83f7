import { readFile } from 'node:fs/promises';
import { batchStatuses } from '@spillway/core/store';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresHarness, type PostgresHarness } from '../test/postgres-harness.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { sessionSettings } from './session.ts';
import { statements } from './statements/index.ts';

/** A node of a plan as EXPLAIN prints it. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The first held shards of the first batches of the crowded schema. */
const held = [1, 2, 3, 4, 5].flatMap((batch) =>
  Array.from({ length: 10 }, (_, index) => ({ batch: `batch-${batch}`, id: (batch - 1) * 200 + 41 + index })),
);

/** What runs for each claim, settlement or page of results: its arguments in the crowded schema, and the rows that it may look at. */
const hot = [
  { statement: statements.claim, args: "'batch-7', 'model', 'spot', 'w', 64, 30000, 1, false, 2000000", rows: 12 },
  // Before anything lapsed: a fresh shard.
  { statement: statements.claim, args: "'batch-7', 'model', 'spot', 'w', 64, 30000, 1, true, 1000000", rows: 12 },
  {
    statement: statements.settle,
    args: `'batch-1', 41, 1, 4000, repeat('1', 100)::varbit, 100, 'hold', '{0}', 'segment', 0, '{0}', '{1}', '{1}',
      '{1}', '{1}', '{1}', '{100,0,0,0,0}', null, '{}', '{}', '{}', 1, 2000000`,
    rows: 12,
  },
  {
    statement: statements.renew,
    args: `'{${held.map(({ batch }) => batch)}}', '{${held.map(({ id }) => id)}}', '{${held.map(() => 1)}}', 30000, 2000000`,
    rows: 50 * 6,
  },
  // Forty lanes of twenty tenants, and what was handed out of each.
  { statement: statements.lanes, args: "'spot', array['model'], false, false, 2, 40, 2000000", rows: 40 * 25 },
  // A pool without permission looks at every lane for a suspect, through an index of single requests.
  { statement: statements.lanes, args: "'dedicated', null, true, false, 2, 40, 2000000", rows: 250 },
  // Ten live claims of each of two hundred batches, their lanes, and five claims of each that have lapsed.
  { statement: statements.heldRequests, args: '2000000', rows: 200 * (10 + 10 + 5) },
  // From the middle of an extent, and from the middle of one that has no settlements.
  { statement: statements.readSettlements, args: "'batch-7', 1950, 2", rows: 12 },
  { statement: statements.readSettlements, args: "'batch-7', 9950, 2", rows: 12 },
  { statement: statements.listShards, args: "'batch-7', 9950, 2, 2000000", rows: 16 },
  // The first forty are done.
  { statement: statements.listShards, args: "'batch-7', 0, 2, 2000000", rows: 40 + 16 },
  // Ten of two hundred live batches.
  { statement: statements.backlogOfTenant, args: "'tenant-7', null", rows: 10 },
  { statement: statements.backlogOfTenant, args: "'tenant-7', 'nobody'", rows: 10 },
  // Ten batches that have some, among eighty that have ended, and the twenty shards in hands of each of ten that run.
  { statement: statements.listDeadLetterBatches, args: "'tenant-7', null, 21", rows: 10 + 10 * 22 },
  { statement: statements.listDeadLetterBatches, args: "'tenant-7', 'past-5-107', 3", rows: 4 + 10 * 22 },
  // A page of a tenant, one of two statuses of it and one of everybody read no more of each status than they show.
  { statement: statements.listBatchesNewestFirst, args: chosen({ 1: "'tenant-7'" }, "'past-5-107', 20"), rows: 33 },
  { statement: statements.listBatchesOldestFirst, args: chosen({ 1: "'tenant-7'" }, 'null, 20'), rows: 30 },
  {
    statement: statements.listBatchesNewestFirst,
    args: chosen({ 1: "'tenant-7'", 2: "'{failed,in_progress}'" }, 'null, 20'),
    rows: 10,
  },
  { statement: statements.listBatchesNewestFirst, args: chosen({}, 'null, 20'), rows: 40 },
  // Nothing that a filter passes over is of another tenant or status.
  {
    statement: statements.listBatchesNewestFirst,
    args: chosen({ 1: "'tenant-7'", 2: "'{completed}'", 5: "'nobody'" }, 'null, 20'),
    rows: 90,
  },
  {
    statement: statements.listBatchesByDeadline,
    args: chosen({ 1: "'tenant-7'", 2: "'{in_progress}'" }, "'past-5-107', 20"),
    rows: 12,
  },
  // The soonest deadlines of a tenant, of all, and behind a batch.
  { statement: statements.listBatchesByDeadline, args: chosen({ 1: "'tenant-7'" }, 'null, 20'), rows: 33 },
  { statement: statements.listBatchesByDeadline, args: chosen({ 1: "'tenant-7'" }, "'past-5-107', 20"), rows: 33 },
  { statement: statements.listBatchesByDeadline, args: chosen({}, 'null, 20'), rows: 43 },
  // A search passes over what is of the tenant, and of no other.
  {
    statement: statements.findBatchesNewestFirst,
    args: chosen({ 1: "'tenant-7'", 2: "'{completed}'", 12: "'nobody'" }, 'null, 20'),
    rows: 90,
  },
  {
    statement: statements.findBatchesOldestFirst,
    args: chosen({ 1: "'tenant-7'", 12: "'past'" }, 'null, 20'),
    rows: 30,
  },
  {
    statement: statements.sortBatchesByDeadline,
    args: chosen({ 1: "'tenant-7'", 2: "'{in_progress}'", 5: "'nobody'" }, "'past-5-107', 20"),
    rows: 12,
  },
  { statement: statements.countBatches, args: chosen({ 1: "'tenant-7'", 5: "'nobody'" }), rows: 100 },
  { statement: statements.countFoundBatches, args: chosen({ 1: "'tenant-7'", 12: "'nobody'" }), rows: 100 },
  // Ten live batches of a tenant with fifteen shards each that were handed out, among two hundred.
  { statement: statements.exactBacklog, args: "'tenant-7', null", rows: 200 + 10 * 25 },
  {
    statement: statements.listNamedBatches,
    args: chosen({ 3: "'{batch-7,past-5-107,x}'" }, 'null, 20, true, false'),
    rows: 3,
  },
  { statement: statements.countNamedBatches, args: chosen({ 3: "'{batch-7,past-5-107,x}'" }), rows: 3 },
  // The ten batches of one file.
  {
    statement: statements.listNamedBatches,
    args: chosen({ 8: "'file-' || md5('7')" }, 'null, 20, true, false'),
    rows: 10,
  },
  { statement: statements.countNamedBatches, args: chosen({ 8: "'file-' || md5('7')" }), rows: 10 },
  { statement: statements.progress, args: "'batch-7', 60000", rows: 40 },
  // Of four hashes: answered, held by another, lapsed, never heard of.
  {
    statement: statements.reserveResults,
    args: `'tenant:7', ${hashes(7, 200_007, 400_007, -1)}, '{a,b,c,d}', 30000, 2000000`,
    rows: 12,
  },
  {
    statement: statements.publishResults,
    args: `'tenant:7', ${hashes(200_007, -1)}, '{a,b}', '{t,t}', '{s,s}', '{0,1}', '{1,1}', '{1,1}', '{1,1}', '{1,1}', '{1,1}', 1000, 2000000`,
    rows: 8,
  },
  {
    statement: statements.releaseResults,
    args: `'tenant:7', ${hashes(200_007, 7)}, '{owner,owner}', 0, 2000000`,
    rows: 8,
  },
  { statement: statements.purgeResults, args: '100, 2000000', rows: 300 },
  // Pages of reports of all, of a tenant, of a batch; and the oldest, to be forgotten.
  { statement: statements.listReports, args: "1010000, null, 'old-15000_r1', 20", rows: 24 },
  { statement: statements.listReportsOfTenant, args: "null, null, 'old-15007_r1', 20, 'tenant-7'", rows: 24 },
  { statement: statements.listReportsOfTenant, args: "1010000, null, null, 20, 'tenant-7'", rows: 22 },
  { statement: statements.listReportsOfBatch, args: "null, null, null, 20, 'tenant-7', 'old-7'", rows: 2 },
  { statement: statements.purgeReports, args: '10000, 10, 2000000', rows: 40 },
  // Bulk actions: none of fifty is due; a record of progress, a page of targets, and the oldest.
  { statement: statements.claimBulkActions, args: '1, 10000, 2000000', rows: 2 },
  { statement: statements.advanceBulkAction, args: "'bulk-20000', 0, 5, '{}', '[]', 'held', 9, 2000000", rows: 8 },
  { statement: statements.listBulkTargets, args: "'bulk-20000', 10000, 100", rows: 100 },
  { statement: statements.listBulkActions, args: "'tenant-7', 'bulk-9987', 21", rows: 24 },
  { statement: statements.purgeBulkActions, args: '10000, 10, 2000000', rows: 40 },
] as const;

/** The parameters of a filter, see `chosenByRecord`: those that are given here, and what follows them. */
function chosen(given: Readonly<Record<number, string>>, ...rest: readonly string[]): string {
  const usual = { 2: `'{${batchStatuses}}'`, 13: 'false' };
  const all: Readonly<Record<number, string>> = { ...usual, ...given };
  return [...Array.from({ length: 13 }, (_, index) => all[index + 1] ?? 'null'), ...rest].join(', ');
}

/** The hashes of these numbers as the crowded schema makes them. */
function hashes(...numbers: readonly number[]): string {
  return `array[${numbers.map((number) => `sha256('${number}'::bytea)`).join(', ')}]`;
}

let server: TestServer;
let harness: PostgresHarness;
let client: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  harness = await createPostgresHarness(server.url);
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`set search_path = ${harness.schema}`);
  await stopAutovacuum();
  for (const [name, value] of Object.entries(sessionSettings(harness.schema, 60_000))) {
    await client.query('select set_config($1, $2, false)', [name, value]);
  }
  for (const { name, text } of new Set(hot.map(({ statement }) => statement))) {
    await client.query(`prepare ${name} as ${text}`);
  }
  // Planned while every table is empty, as by a worker that starts before there is work.
  for (const { statement, args } of hot) await explain(statement.name, args);
  await client.query(await readFile(new URL('../test/crowded-schema.sql', import.meta.url), 'utf8'));
});

afterAll(async () => {
  await client?.end();
  await harness?.[Symbol.asyncDispose]();
  await server?.close();
});

describe.each(['before the first ANALYZE', 'after ANALYZE'])('%s', (moment) => {
  beforeAll(async () => {
    if (moment === 'after ANALYZE') await client.query('analyze');
  });

  test.each(hot)('$statement.name probes indexes and looks at few rows: $args', async ({ statement, args, rows }) => {
    const nodes = [...walk(await explain(statement.name, args))];
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])).toEqual([]);
    const visited = nodes.filter((node) => node['Relation Name'] !== undefined).map(visitedRows);
    expect(visited.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(rows);
  });
});

test('a settlement that folds its shard writes no entry into an index of batches', async () => {
  const fold = hot.find(({ statement }) => statement === statements.settle);
  await client.query('begin');
  try {
    const before = await batchUpdates();
    const { rows } = await client.query(`execute settle (${fold?.args})`);
    const after = await batchUpdates();
    expect(rows).toEqual([{ receipt: 'recorded' }]);
    expect([after.all - before.all, after.hot - before.hot]).toEqual([1, 1]);
  } finally {
    await client.query('rollback');
  }
});

/** Rows of batches that this session changed, and those of them that no index heard of. */
async function batchUpdates(): Promise<{ readonly all: number; readonly hot: number }> {
  const { rows } = await client.query(
    `select pg_stat_get_xact_tuples_updated('batches'::regclass)::int as all,
      pg_stat_get_xact_tuples_hot_updated('batches'::regclass)::int as hot`,
  );
  return rows[0];
}

/** Autovacuum would analyze a table at a moment of its own: before means before. */
async function stopAutovacuum(): Promise<void> {
  const { rows } = await client.query(
    "select oid::regclass from pg_class where relkind = 'r' and relnamespace = $1::regnamespace",
    [harness.schema],
  );
  for (const { oid } of rows) await client.query(`alter table ${oid} set (autovacuum_enabled = off)`);
}

async function explain(name: string, args: string): Promise<PlanNode> {
  await client.query('begin');
  try {
    const { rows } = await client.query(`explain (analyze, format json) execute ${name} (${args})`);
    return rows[0]['QUERY PLAN'][0].Plan as PlanNode;
  } finally {
    await client.query('rollback');
  }
}

function* walk(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* walk(child);
}

function visitedRows(node: PlanNode): number {
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}
