import { setTimeout as pause } from 'node:timers/promises';
import type { BatchCounts } from '@spillway/core/store';
import { createPostgresStore } from '@spillway/store-postgres';
import pg from 'pg';

/** Compares the counts that anybody can get with the rows that anybody can see, at one moment each time. */
export class CountWatch {
  readonly #connectionString: string;
  readonly #tenant: string;
  /** Comparisons of one batch's counts with its rows. */
  compared = 0;
  /** Comparisons while some, but not all, of the batch's requests had an outcome. */
  comparedMidway = 0;
  /** Polls that the database did not answer. */
  unanswered = 0;
  /** Sentences; none when they were always equal. */
  readonly faults: string[] = [];

  constructor(options: { readonly connectionString: string; readonly tenant: string }) {
    this.#connectionString = options.connectionString;
    this.#tenant = options.tenant;
  }

  async watch(ids: readonly string[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#watchUntilBroken(ids, signal).catch(() => this.unanswered++);
      await pause(100);
    }
  }

  /** A pool of one connection is one session, so a transaction begun on it is the snapshot that the store reads in. */
  async #watchUntilBroken(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const pool = new pg.Pool({ connectionString: this.#connectionString, max: 1 });
    pool.on('error', () => {});
    try {
      const store = createPostgresStore({ pool });
      await store.ping();
      while (!signal.aborted) {
        await pool.query('begin isolation level repeatable read read only');
        for (const id of ids) {
          const batch = await store.batches.get({ tenant: this.#tenant, id });
          const { rows } = await pool.query(recount, [id]);
          if (batch && batch.inProgressAt !== null) this.#compare(id, batch.counts, rows);
        }
        await pool.query('commit');
        await pause(50);
      }
    } finally {
      await pool.end();
    }
  }

  #compare(id: string, counts: BatchCounts, rows: readonly { status: string; requests: number }[]): void {
    const of = (...statuses: string[]): number =>
      rows.filter(({ status }) => statuses.includes(status)).reduce((sum, { requests }) => sum + requests, 0);
    const seen: BatchCounts = {
      total: rows.reduce((sum, { requests }) => sum + requests, 0),
      open: of('queued', 'running'),
      succeeded: of('completed'),
      failed: of('failed'),
      deadLettered: of('dead_lettered'),
      expired: of('expired'),
      cancelled: of('cancelled'),
    };
    this.compared++;
    if (counts.open > 0 && counts.open < counts.total) this.comparedMidway++;
    const [said, found] = [JSON.stringify(inOrder(counts)), JSON.stringify(inOrder(seen))];
    if (said !== found) this.faults.push(`${id} says ${said} and has rows ${found}`);
  }
}

const recount = 'select status, count(*)::int as requests from batch_requests where batch_id = $1 group by status';

function inOrder(counts: BatchCounts): readonly number[] {
  const { total, open, succeeded, failed, deadLettered, expired, cancelled } = counts;
  return [total, open, succeeded, failed, deadLettered, expired, cancelled];
}
