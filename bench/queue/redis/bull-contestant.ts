import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { PreparedRun } from '../contestant.ts';
import type { RedisBenchServer } from './redis-bench-server.ts';
import type { RedisContestant } from './redis-contestant.ts';

const perBulk = 5_000;
const name = 'requests';

/**
 * BullMQ as its pages on throughput say: added in bulk, a high concurrency, completed jobs removed at once. It records no
 * output. Locks are not renewed, since no job takes longer than its lock.
 */
export function bullContestant(requests: number, concurrency = 200): RedisContestant {
  return { name: 'BullMQ', requests, prepare: (server) => prepare(server, requests, concurrency) };
}

async function prepare({ url }: RedisBenchServer, requests: number, concurrency: number): Promise<PreparedRun> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue(name, { connection });
  for (let from = 0; from < requests; from += perBulk) {
    const size = Math.min(perBulk, requests - from);
    await queue.addBulk(
      Array.from({ length: size }, (_, index) => ({
        name: 'answer',
        data: { seq: from + index },
        opts: { removeOnComplete: true },
      })),
    );
  }
  return {
    run: () => workOff(connection, requests, concurrency),
    async [Symbol.asyncDispose]() {
      await queue.close();
      connection.disconnect();
    },
  };
}

async function workOff(connection: Redis, requests: number, concurrency: number): Promise<void> {
  let done = 0;
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const answer = async (): Promise<void> => {
    done++;
  };
  const worker = new Worker(name, answer, { connection, concurrency, skipLockRenewal: true, autorun: false });
  worker.on('error', () => undefined);
  worker.on('completed', () => {
    if (done === requests) finish();
  });
  void worker.run();
  await finished;
  // Closing waits until the last completions are written.
  await worker.close();
}
