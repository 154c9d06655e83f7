import type { BatchCounts, Store } from '@spillway/core/store';
import { createPostgresStore } from '@spillway/store-postgres';
import pg from 'pg';
import type { CountsReader, SeenCounts } from './counts-reader.ts';

/**
 * Reads counts as anybody can get them and rows as anybody can see them, in one snapshot: a pool of one connection is one
 * session, so a transaction begun on it is the one in which the store reads.
 */
export async function openPostgresCounts(connectionString: string, tenant: string): Promise<CountsReader> {
  const pool = new pg.Pool({ connectionString, max: 1 });
  pool.on('error', () => {});
  const store = createPostgresStore({ pool });
  return {
    async read(ids) {
      await pool.query('begin isolation level repeatable read read only');
      const seen: SeenCounts[] = [];
      for (const id of ids) seen.push(...(await readOne({ pool, store, tenant, id })));
      await pool.query('commit');
      return seen;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

const recount = 'select status, count(*)::int as requests from batch_requests where batch_id = $1 group by status';

interface ReadOne {
  readonly pool: pg.Pool;
  readonly store: Store;
  readonly tenant: string;
  readonly id: string;
}

async function readOne({ pool, store, tenant, id }: ReadOne): Promise<readonly SeenCounts[]> {
  const batch = await store.batches.get({ tenant, id });
  const { rows } = await pool.query<Row>(recount, [id]);
  return batch && batch.inProgressAt !== null ? [{ id, said: batch.counts, found: countsOf(rows) }] : [];
}

interface Row {
  readonly status: string;
  readonly requests: number;
}

function countsOf(rows: readonly Row[]): BatchCounts {
  const of = (...statuses: string[]): number =>
    rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { requests }) => sum + requests, 0);
  return {
    total: rows.reduce((sum, { requests }) => sum + requests, 0),
    open: of('queued', 'running'),
    succeeded: of('completed'),
    failed: of('failed'),
    deadLettered: of('dead_lettered'),
    expired: of('expired'),
    cancelled: of('cancelled'),
  };
}
