import { type Clock, SpillwayError } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { startEngine } from '@spillway/simulator';
import { formatDuration } from '../flags/duration.ts';
import type { Output } from '../terminal/output.ts';
import type { ReleaseStack } from './release-stack.ts';

export interface OpenEnginesOptions {
  readonly urls: readonly string[];
  readonly apiKey: string | undefined;
  readonly concurrency: number;
  readonly stack: ReleaseStack;
}

/** An executor on the engines that were named. */
export function openEngines({ urls, apiKey, concurrency, stack }: OpenEnginesOptions): Executor {
  const connections = Math.max(256, concurrency);
  return stack.add(createVllmExecutor({ engines: urls, connections, ...(apiKey !== undefined && { apiKey }) }));
}

export const builtInModel = 'spillway-sim';

export interface OpenBuiltInOptions {
  readonly models: readonly string[];
  /** How much faster than a real engine it answers; `Infinity` at once. */
  readonly speed: number;
  readonly concurrency: number;
  readonly stack: ReleaseStack;
}

/** An executor on the built-in engine: made-up answers in the time and shape of real ones, without a GPU. */
export async function openBuiltInEngine({ models, speed, concurrency, stack }: OpenBuiltInOptions): Promise<Executor> {
  const engine = stack.add(await startEngine({ models, speed, countExecutions: 'compact' }));
  return openEngines({ urls: [engine.url], apiKey: undefined, concurrency, stack });
}

export interface AwaitEnginesOptions {
  readonly executor: Executor;
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly output: Output;
}

/** Waits until an engine takes work. Throws `unavailable` after `withinMs`; returns early when the signal aborts. */
export async function awaitEngines({ executor, withinMs, signal, clock, output }: AwaitEnginesOptions): Promise<void> {
  const settled = new AbortController();
  const late = new AbortController();
  const unsettled = AbortSignal.any([settled.signal, signal]);
  void clock.sleep(2_000, unsettled).then(() => {
    if (!unsettled.aborted)
      output.note(`Waiting for an engine, up to ${formatDuration(withinMs)}: ${reasons(executor)}`);
  });
  void clock.sleep(withinMs, unsettled).then(() => late.abort());
  try {
    await executor.ready({ signal: AbortSignal.any([late.signal, signal]) });
  } catch (error) {
    if (!signal.aborted) throw noEngine(executor, error);
  } finally {
    settled.abort();
  }
}

function noEngine(executor: Executor, cause: unknown): SpillwayError {
  return new SpillwayError(`No engine takes work: ${reasons(executor)}`, {
    code: 'unavailable',
    hint: 'Start the engine, or check its URL and key (--engine, --engine-key). spillway doctor --engine URL looks closer.',
    cause,
  });
}

function reasons(executor: Executor): string {
  return executor
    .engines()
    .map(({ url, healthy, reason }) => `${url} ${healthy ? 'is healthy' : (reason ?? 'has not answered yet')}`)
    .join('; ');
}
