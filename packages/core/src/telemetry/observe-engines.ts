import type { BatchObservableResult } from '@opentelemetry/api';
import type { EngineHealth, EngineQueue, Executor } from '../executor/index.ts';
import type { Pool } from '../policy/index.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Telemetry } from './telemetry.ts';

export interface ObserveEnginesOptions {
  readonly executor: Pick<Executor, 'engines'>;
  readonly pool: Pick<Pool, 'name'>;
  readonly telemetry: Telemetry;
  readonly onTrouble: (trouble: Trouble) => void;
}

/**
 * Shows what the engines of a worker say of their queues, at each collection, until it is disposed. Every worker in front of
 * an engine tells the same of it: take the greatest of them, never the sum.
 */
export function observeEngines({ executor, pool, telemetry, onTrouble }: ObserveEnginesOptions): Disposable {
  const { meter, instruments } = telemetry;
  const { engineQueue, engineWaiting, engineRunning } = instruments;
  const observe = (result: BatchObservableResult): void => {
    for (const [engine, queues] of queuesByLabel(enginesOf(executor, onTrouble), telemetry)) {
      const labels = { pool: pool.name, engine };
      const tell = (gauge: typeof engineQueue, value: number | undefined): void => {
        if (value !== undefined) result.observe(gauge, value, labels);
      };
      tell(engineQueue, greatest(queues.map(({ waitMs }) => waitMs && waitMs / 1_000)));
      tell(engineWaiting, sum(queues.map(({ waiting }) => waiting)));
      tell(engineRunning, sum(queues.map(({ running }) => running)));
    }
  };
  const gauges = [engineQueue, engineWaiting, engineRunning];
  beginAnswers(enginesOf(executor, onTrouble), pool.name, telemetry);
  meter.addBatchObservableCallback(observe, gauges);
  return { [Symbol.dispose]: () => meter.removeBatchObservableCallback(observe, gauges) };
}

/** Shown before the first answer: a rate over a counter misses the step with which it comes. */
function beginAnswers(all: readonly EngineHealth[], pool: string, { instruments, engines }: Telemetry): void {
  for (const { url } of all) {
    for (const direction of ['in', 'out'] as const) {
      instruments.engineTokens.add(0, { pool, engine: engines.label(url), direction });
    }
  }
}

function enginesOf(
  executor: Pick<Executor, 'engines'>,
  onTrouble: ObserveEnginesOptions['onTrouble'],
): readonly EngineHealth[] {
  try {
    return executor.engines();
  } catch (error) {
    onTrouble({ where: 'metrics', error });
    return [];
  }
}

/** What is under several paths of one host has one label. */
function queuesByLabel(all: readonly EngineHealth[], { engines }: Telemetry): ReadonlyMap<string, EngineQueue[]> {
  const queues = new Map<string, EngineQueue[]>();
  for (const { url, queue } of all) {
    const label = engines.label(url);
    if (queue) queues.set(label, [...(queues.get(label) ?? []), queue]);
  }
  return queues;
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}

function greatest(values: readonly (number | null)[]): number | undefined {
  const said = known(values);
  return said.length === 0 ? undefined : Math.max(...said);
}

function sum(values: readonly (number | null)[]): number | undefined {
  const said = known(values);
  return said.length === 0 ? undefined : said.reduce((total, value) => total + value, 0);
}
