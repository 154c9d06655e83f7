import { type AppendFsync, type RedisBenchServer, startRedisBenchServer } from './redis-bench-server.ts';
import type { RedisContestant } from './redis-contestant.ts';

export interface RedisRunFigures {
  readonly requestsPerSecond: number;
  /** Processor time of the server's thread for each request, in microseconds: it differs less with what else the machine does. */
  readonly serverMicrosPerRequest: number;
  /** Memory that the server took for each request that waits. */
  readonly openBytesPerRequest: number;
  /** Memory that the server has for each request when all are worked off. */
  readonly settledBytesPerRequest: number;
}

export interface RedisContestantFigures extends RedisRunFigures {
  readonly name: string;
  readonly appendFsync: AppendFsync;
  readonly requests: number;
  /** Every run; the figures above are their medians. */
  readonly runs: readonly RedisRunFigures[];
}

const syncs: readonly AppendFsync[] = ['everysec', 'always'];

/** Runs the contestants in turns on both servers, so that what else the machine does meets all of them alike. */
export async function measureOnServers(
  contestants: readonly RedisContestant[],
  rounds: number,
): Promise<{ readonly serverVersion: string; readonly measured: readonly RedisContestantFigures[] }> {
  await using everysec = await startRedisBenchServer('everysec');
  await using always = await startRedisBenchServer('always');
  const plan = syncs.flatMap((sync) => {
    const server = sync === 'always' ? always : everysec;
    return contestants.map((contestant) => ({ server, contestant, runs: [] as RedisRunFigures[] }));
  });
  for (let round = 0; round < rounds; round++) {
    for (const { server, contestant, runs } of plan) {
      const figures = await measureOnce(server, contestant);
      runs.push(figures);
      const rate = Math.round(figures.requestsPerSecond);
      process.stderr.write(
        `${round + 1}/${rounds} ${contestant.name}, appendfsync ${server.appendFsync}: ${rate} requests/s\n`,
      );
    }
  }
  return { serverVersion: everysec.version, measured: plan.map(summarize) };
}

async function measureOnce(server: RedisBenchServer, contestant: RedisContestant): Promise<RedisRunFigures> {
  await server.clear();
  const empty = await server.usedBytes();
  await using prepared = await contestant.prepare(server);
  const [loaded, before] = [await server.usedBytes(), await server.processorMicros()];
  const startedAt = performance.now();
  await prepared.run();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { requests } = contestant;
  return {
    requestsPerSecond: requests / seconds,
    serverMicrosPerRequest: ((await server.processorMicros()) - before) / requests,
    openBytesPerRequest: (loaded - empty) / requests,
    settledBytesPerRequest: ((await server.usedBytes()) - empty) / requests,
  };
}

interface Measured {
  readonly server: RedisBenchServer;
  readonly contestant: RedisContestant;
  readonly runs: readonly RedisRunFigures[];
}

function summarize({
  server: { appendFsync },
  contestant: { name, requests },
  runs,
}: Measured): RedisContestantFigures {
  const medianOf = (figure: keyof RedisRunFigures): number => median(runs.map((run) => run[figure]));
  return {
    name,
    appendFsync,
    requests,
    requestsPerSecond: medianOf('requestsPerSecond'),
    serverMicrosPerRequest: medianOf('serverMicrosPerRequest'),
    openBytesPerRequest: medianOf('openBytesPerRequest'),
    settledBytesPerRequest: medianOf('settledBytesPerRequest'),
    runs,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
