import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { BenchDatabase } from './bench-database.ts';
import type { Contestant, PreparedRun } from './contestant.ts';

const requests = 100_000;
const batchSize = 5_000;
const loops = 2;
const queue = 'requests';

/** pg-boss with fetches of 5,000 and completions by array, from two loops. It records no output. */
export const bossContestant: Contestant = { name: 'pg-boss', requests, prepare };

async function prepare({ url, checkpoint }: BenchDatabase): Promise<PreparedRun> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue(queue);
  for (let from = 0; from < requests; from += batchSize) {
    await boss.insert(
      queue,
      Array.from({ length: batchSize }, (_, index) => ({ data: { seq: from + index } })),
    );
  }
  await vacuum(url);
  await checkpoint();
  return {
    async run() {
      await Promise.all(Array.from({ length: loops }, () => workOff(boss)));
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: false });
    },
  };
}

async function workOff(boss: PgBoss): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch(queue, { batchSize });
    if (jobs.length === 0) return;
    await boss.complete(
      queue,
      jobs.map(({ id }) => id),
    );
  }
}

async function vacuum(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}
