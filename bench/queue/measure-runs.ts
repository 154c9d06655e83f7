import type { BenchServer } from './bench-database.ts';
import type { Contestant } from './contestant.ts';

export interface RunFigures {
  readonly requestsPerSecond: number;
  readonly walBytesPerRequest: number;
}

export interface ContestantFigures extends RunFigures {
  readonly name: string;
  readonly requests: number;
  /** Every run; the figures above are their medians. */
  readonly runs: readonly RunFigures[];
}

/**
 * Runs the contestants in turns, so that what else the machine does meets all of them alike. The first round only warms
 * up.
 */
export async function measureContestants(
  server: BenchServer,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<readonly ContestantFigures[]> {
  const runs = contestants.map((): RunFigures[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const figures = await measureOnce(server, contestant);
      runs[index]?.push(figures);
      process.stderr.write(
        `${round + 1}/${rounds} ${contestant.name}: ${Math.round(figures.requestsPerSecond)} requests/s\n`,
      );
    }
  }
  return contestants.map(({ name, requests }, index) => summarize(name, requests, runs[index] ?? []));
}

async function measureOnce(server: BenchServer, contestant: Contestant): Promise<RunFigures> {
  const database = await server.createDatabase();
  try {
    await using prepared = await contestant.prepare(database);
    const walBefore = await database.walBytes();
    const startedAt = performance.now();
    await prepared.run();
    const seconds = (performance.now() - startedAt) / 1000;
    const wal = (await database.walBytes()) - walBefore;
    return { requestsPerSecond: contestant.requests / seconds, walBytesPerRequest: wal / contestant.requests };
  } finally {
    await database.drop();
  }
}

function summarize(name: string, requests: number, runs: readonly RunFigures[]): ContestantFigures {
  return {
    name,
    requests,
    requestsPerSecond: median(runs.map(({ requestsPerSecond }) => requestsPerSecond)),
    walBytesPerRequest: median(runs.map(({ walBytesPerRequest }) => walBytesPerRequest)),
    runs,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
