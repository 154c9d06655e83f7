import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startBenchServer } from './queue/bench-database.ts';
import { bossContestant } from './queue/boss-contestant.ts';
import { graphileContestant } from './queue/graphile-contestant.ts';
import { type ContestantFigures, measureContestants } from './queue/measure-runs.ts';
import { type SpillwayVariant, spillwayContestant } from './queue/spillway-contestant.ts';
import { measureQueueOnRedis, type RedisQueueFigures, tableOnRedis } from './queue-redis.ts';

const rounds = Number(process.env.SPILLWAY_BENCH_ROUNDS ?? 5);

/** What is measured, with how many times the faster peer it must reach; null is only reported. */
const variants: readonly (SpillwayVariant & { readonly target: number | null })[] = [
  { requestsPerFlush: 512, segments: false, requests: 409_600, target: 8 },
  { requestsPerFlush: 64, segments: false, requests: 204_800, target: 2.5 },
  { requestsPerFlush: 16, segments: false, requests: 102_400, target: null },
  { requestsPerFlush: 512, segments: true, requests: 204_800, target: 3 },
  { requestsPerFlush: 64, segments: true, requests: 102_400, target: 1 },
  { requestsPerFlush: 16, segments: true, requests: 51_200, target: null },
];

export interface QueueFigures {
  readonly serverVersion: string;
  readonly cores: number;
  readonly rounds: number;
  readonly contestants: readonly (ContestantFigures & {
    /** Times the requests per second of the faster peer. */
    readonly ratio: number;
    readonly target: number | null;
  })[];
}

interface BenchOptions {
  readonly json: boolean;
  readonly flags: readonly string[];
}

function storeOf(flags: readonly string[]): string {
  const { values } = parseArgs({ args: [...flags], options: { store: { type: 'string' }, json: { type: 'boolean' } } });
  const { store = 'postgres' } = values;
  if (store !== 'postgres' && store !== 'redis') throw new Error(`--store is postgres or redis, not ${store}`);
  return store;
}

/**
 * Requests per second that go through a queue on PostgreSQL, and the log that each costs: Spillway's store, recording
 * everything that its worker records, beside two job queues at their fastest documented settings, recording no output.
 */
export async function benchQueue({ json, flags }: BenchOptions): Promise<QueueFigures | RedisQueueFigures> {
  if (storeOf(flags) === 'redis') {
    const figures = await measureQueueOnRedis({ rounds, requests: 1_000_448, peerRequests: 50_000 });
    process.stdout.write(
      json ? `${JSON.stringify({ bench: 'queue', store: 'redis', ...figures })}\n` : tableOnRedis(figures),
    );
    return figures;
  }
  await using server = await startBenchServer();
  const peers = [graphileContestant, bossContestant];
  const measured = await measureContestants(server, [...peers, ...variants.map(spillwayContestant)], rounds);
  const best = Math.max(...measured.slice(0, peers.length).map(({ requestsPerSecond }) => requestsPerSecond));
  const database = await server.createDatabase();
  const { serverVersion } = database;
  await database.drop();
  const contestants = measured.map((figures, index) => ({
    ...figures,
    ratio: figures.requestsPerSecond / best,
    target: variants[index - peers.length]?.target ?? null,
  }));
  const figures = { serverVersion, cores: availableParallelism(), rounds, contestants };
  process.stdout.write(json ? `${JSON.stringify({ bench: 'queue', ...figures })}\n` : table(figures));
  return figures;
}

function table({ serverVersion, cores, rounds, contestants }: QueueFigures): string {
  const head = `PostgreSQL ${serverVersion}, ${cores} cores, median of ${rounds} rounds\n`;
  const rows = contestants.map(({ name, requestsPerSecond, walBytesPerRequest, ratio, target }) => {
    const wanted = target === null ? '' : ` (wanted ${target})`;
    const cells = [name.padEnd(38), Math.round(requestsPerSecond).toLocaleString('en').padStart(9), 'requests/s'];
    return `${[...cells, walBytesPerRequest.toFixed(1).padStart(8), 'WAL bytes', ratio.toFixed(2).padStart(6)].join(' ')}${wanted}\n`;
  });
  return head + rows.join('');
}
