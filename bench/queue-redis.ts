import { availableParallelism } from 'node:os';
import { bullContestant } from './queue/redis/bull-contestant.ts';
import { measureOnServers, type RedisContestantFigures } from './queue/redis/measure-on-servers.ts';
import { storeContestant } from './queue/redis/store-contestant.ts';

export interface RedisQueueOptions {
  readonly rounds: number;
  /** Requests of the one batch that our store works off; BullMQ has as many jobs as do not slow it down. */
  readonly requests: number;
  readonly peerRequests: number;
}

/** Times BullMQ, by requests a flush; null is only reported. */
const targets: readonly (readonly [requestsPerFlush: number, target: number | null])[] = [
  [512, null],
  [64, 10],
  [16, null],
];
/** Bytes of the server's memory for each request, open and settled. */
const memoryTargets = { open: 2, settled: 40 };

export interface RedisQueueFigures {
  readonly serverVersion: string;
  readonly cores: number;
  readonly rounds: number;
  readonly memoryTargets: { readonly open: number; readonly settled: number };
  readonly contestants: readonly (RedisContestantFigures & {
    /** Times the requests per second of BullMQ on the same server. */
    readonly ratio: number;
    readonly target: number | null;
  })[];
}

/**
 * Requests per second that go through a queue on Redis, and the memory that each takes: one batch in Spillway's store, with
 * everything recorded that its worker records, beside BullMQ at its fastest documented settings, recording no output.
 */
export async function measureQueueOnRedis(options: RedisQueueOptions): Promise<RedisQueueFigures> {
  const { rounds, requests, peerRequests } = options;
  const peer = bullContestant(peerRequests);
  const ours = targets.map(([requestsPerFlush]) => storeContestant({ requests, requestsPerFlush }));
  const { serverVersion, measured } = await measureOnServers([peer, ...ours], rounds);
  const contestants = measured.map((figures) => {
    const beside = measured.find(({ name, appendFsync }) => name === peer.name && appendFsync === figures.appendFsync);
    const ratio = figures.requestsPerSecond / (beside?.requestsPerSecond ?? Number.NaN);
    const target = targets[ours.findIndex(({ name }) => name === figures.name)]?.[1] ?? null;
    return { ...figures, ratio, target };
  });
  return { serverVersion, cores: availableParallelism(), rounds, memoryTargets, contestants };
}

export function tableOnRedis({ serverVersion, cores, rounds, contestants }: RedisQueueFigures): string {
  const { open, settled } = memoryTargets;
  const head = `Redis ${serverVersion}, ${cores} cores, median of ${rounds} rounds; wanted at most ${open} bytes an open and ${settled} a settled request\n`;
  const rows = contestants.map(({ name, appendFsync, ratio, target, ...figures }) => {
    const wanted = target === null ? '' : ` (wanted ${target})`;
    const cells = [
      appendFsync.padEnd(9),
      name.padEnd(24),
      Math.round(figures.requestsPerSecond).toLocaleString('en').padStart(9),
      'requests/s',
      figures.serverMicrosPerRequest.toFixed(2).padStart(7),
      'µs of the server',
      figures.openBytesPerRequest.toFixed(2).padStart(7),
      figures.settledBytesPerRequest.toFixed(1).padStart(6),
      'bytes',
      ratio.toFixed(1).padStart(6),
    ];
    return `${cells.join(' ')}${wanted}\n`;
  });
  return head + rows.join('');
}
