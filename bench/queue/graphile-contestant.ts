import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import type { BenchDatabase } from './bench-database.ts';
import type { Contestant, PreparedRun } from './contestant.ts';

const requests = 100_000;
const silent = new Logger(() => () => undefined);

/** graphile-worker as its page on performance says: a local queue, and completions in batches. It records no output. */
export const graphileContestant: Contestant = { name: 'graphile-worker', requests, prepare };

async function prepare({ url, checkpoint }: BenchDatabase): Promise<PreparedRun> {
  const pgPool = new pg.Pool({ connectionString: url, max: 12 });
  // Dropping the database ends connections that the pool is still closing.
  pgPool.on('error', () => undefined);
  pgPool.on('connect', (client) => client.on('error', () => undefined));
  const utils = await makeWorkerUtils({ pgPool, logger: silent });
  await utils.migrate();
  await addJobs(pgPool);
  await checkpoint();
  return {
    run: () => workOff(pgPool),
    async [Symbol.asyncDispose]() {
      await utils.release();
      await pgPool.end();
    },
  };
}

/** All jobs at once, through its own SQL function. */
async function addJobs(pgPool: pg.Pool): Promise<void> {
  await pgPool.query(
    `select count(*) from graphile_worker.add_jobs(array(
       select json_populate_record(null::graphile_worker.job_spec,
         json_build_object('identifier', 'answer', 'payload', json_build_object('seq', seq)))
       from generate_series(1, $1) as seq))`,
    [requests],
  );
  await pgPool.query('vacuum analyze');
}

async function workOff(pgPool: pg.Pool): Promise<void> {
  let done = 0;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const runner = await run({
    pgPool,
    logger: silent,
    noHandleSignals: true,
    taskList: {
      answer: () => {
        done++;
        if (done === requests) finish();
      },
    },
    preset: {
      worker: { concurrentJobs: 24, localQueue: { size: 500 }, completeJobBatchDelay: 20, failJobBatchDelay: 20 },
    },
  });
  await finished;
  // Stopping waits until the last completions are written.
  await runner.stop();
}
