import { type Clock, type Spillway, SpillwayError } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import type { BatchPlan } from '@spillway/core/store';
import { awaitEngines } from '../assembly/open-engines.ts';
import type { Loop } from '../assembly/run-loops.ts';
import type { ExecutionMeter } from '../progress/execution-meter.ts';
import type { Output } from '../terminal/output.ts';

export interface EngineLoopOptions {
  readonly spillway: Spillway;
  /** Resolves with the plan once there is one, with undefined when there will be none. */
  readonly planned: Promise<BatchPlan | undefined>;
  readonly openExecutor: (models: readonly string[]) => Executor | Promise<Executor>;
  readonly meter: ExecutionMeter;
  readonly pool: string;
  readonly concurrency: number;
  readonly drainMs: number;
  readonly waitMs: number;
  readonly clock: Clock;
  readonly output: Output;
}

/** Name of the worker of every run. A run has its queue to itself, so the name releases only its predecessor's claims. */
const WORKER_ID = 'run';

/** The worker of a run. It begins once the plan names the models, so that a file is checked before any engine is asked. */
export function engineLoop(options: EngineLoopOptions): Loop {
  const { spillway, meter, waitMs, clock, output, ...work } = options;
  return {
    async run({ signal }) {
      const plan = await options.planned;
      if (!plan || signal.aborted) return;
      const executor = await options.openExecutor(plan.models);
      await awaitEngines({ executor, withinMs: waitMs, signal, clock, output });
      if (signal.aborted) return;
      refuseUnservedModels(plan.models, executor);
      const { pool, concurrency, drainMs } = work;
      const worker = spillway.worker({ id: WORKER_ID, executor: meter.watch(executor), pool, concurrency, drainMs });
      await worker.run({ signal });
    },
  };
}

/** A request for a model that nobody serves would wait for its deadline. */
function refuseUnservedModels(models: readonly string[], executor: Executor): void {
  const served = executor.models().map(({ id }) => id);
  const unserved = models.filter((model) => !served.includes(model));
  if (unserved.length === 0) return;
  throw new SpillwayError(
    `No engine serves ${unserved.map((model) => `"${model}"`).join(', ')}, which the input asks for.`,
    {
      code: 'not_found',
      param: 'body.model',
      hint:
        served.length === 0
          ? 'The engines list no models yet; try again once they have loaded one.'
          : `They serve ${served.map((model) => `"${model}"`).join(', ')}. Change the input, or name another engine.`,
    },
  );
}
