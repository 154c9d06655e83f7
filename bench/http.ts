import { createVllmExecutor } from '@spillway/executor-vllm';
import { bareDispatch } from './http/bare-dispatch.ts';
import { type Contender, measure, type Round } from './http/contender.ts';
import { executorAlone } from './http/executor-alone.ts';
import { startInstantEngine } from './http/instant-engine.ts';
import { openaiClient } from './http/openai-client.ts';
import { throughWorker } from './http/through-worker.ts';

const rounds = 5;
const concurrency = 256;
const requests = 40_000;
/** It is an order of magnitude slower, and its figures settle early. */
const openaiRequests = 4_000;

export interface HttpFigures {
  readonly name: string;
  /** Medians of the rounds. */
  readonly requestsPerSecond: number;
  readonly cpuMicros: number;
  /** Above 1 is faster than the loop that it is compared with; by wall clock, and by CPU time of the client. */
  readonly toBareDispatch: Ratio;
  readonly toOpenaiClient: Ratio;
}

interface Ratio {
  readonly speed: number;
  readonly cpu: number;
}

/**
 * Requests per second through the worker and executor-vllm beside a bare undici dispatch loop and a loop over the openai
 * client, at equal concurrency, against one instant engine in a process of its own. They take turns; medians are
 * compared. Where the engine is slower than the client, wall clocks hide the client's cost: its CPU time does not.
 */
export async function benchHttp({ json }: { readonly json: boolean }): Promise<readonly HttpFigures[]> {
  await using engine = await startInstantEngine();
  await using executor = createVllmExecutor({ engines: [engine.url], connections: concurrency });
  await using bare = bareDispatch(engine.url, requests, concurrency);
  await using worker = await throughWorker(executor, requests, concurrency);
  const alone = executorAlone(executor, requests, concurrency);
  const figures = await compare([bare, alone, worker, openaiClient(engine.url, openaiRequests, concurrency)]);
  process.stdout.write(json ? `${JSON.stringify({ bench: 'http', rounds, concurrency, figures })}\n` : table(figures));
  return figures;
}

async function compare(contenders: readonly Contender[]): Promise<HttpFigures[]> {
  const taken = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (let round = -1; round < rounds; round++) {
    for (const contender of contenders) {
      const measured = await measure(contender);
      // The first round only warms up.
      if (round >= 0) taken.get(contender)?.push(measured);
    }
  }
  const medians = contenders.map((contender) => medianOf(contender.name, taken.get(contender) ?? []));
  const [bare, openai] = [medians[0], medians.at(-1)] as [Median, Median];
  return medians.map((median) => ({
    ...median,
    toBareDispatch: ratio(median, bare),
    toOpenaiClient: ratio(median, openai),
  }));
}

type Median = Round & { readonly name: string };

function medianOf(name: string, measured: readonly Round[]): Median {
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
  return {
    name,
    requestsPerSecond: Math.round(median(measured.map((round) => round.requestsPerSecond))),
    cpuMicros: Number(median(measured.map((round) => round.cpuMicros)).toFixed(1)),
  };
}

function ratio(median: Round, other: Round): Ratio {
  return {
    speed: Number((median.requestsPerSecond / other.requestsPerSecond).toFixed(2)),
    cpu: Number((other.cpuMicros / median.cpuMicros).toFixed(2)),
  };
}

function table(figures: readonly HttpFigures[]): string {
  const rows = figures.map(
    ({ name, requestsPerSecond, cpuMicros, toBareDispatch, toOpenaiClient }) =>
      `${name.padEnd(26)} ${String(requestsPerSecond).padStart(6)} requests/s, ${String(cpuMicros).padStart(6)} µs CPU each; ` +
      `${toBareDispatch.speed} (CPU ${toBareDispatch.cpu}) of bare dispatch, ` +
      `${toOpenaiClient.speed} (CPU ${toOpenaiClient.cpu}) times the openai client\n`,
  );
  return rows.join('');
}
