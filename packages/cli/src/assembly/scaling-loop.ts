import type { MeterProvider } from '@opentelemetry/api';
import type { Pool } from '@spillway/core/policy';
import { createAutoscaler, type ReplicaChange, type ScaleTarget } from '@spillway/core/scaling';
import type { Store } from '@spillway/core/store';
import type { Surroundings } from '../verbs/verb.ts';
import { scaledPools } from './pool-flags.ts';
import type { Loop } from './run-loops.ts';
import { createTroubleLog } from './trouble-log.ts';

export interface ScalingLoopOptions extends Pick<Surroundings, 'output' | 'clock'> {
  readonly store: Pick<Store, 'fleet'>;
  readonly target: ScaleTarget;
  readonly pools: readonly Pool[];
  /** All when absent. */
  readonly models?: readonly string[];
  readonly meterProvider?: MeterProvider;
}

/** Starts and stops replicas of the pools that have a maximum. Its drain is that all of them have ended. */
export function scalingLoop({ target, pools, output, clock, ...options }: ScalingLoopOptions): Loop {
  const autoscaler = createAutoscaler({
    ...options,
    target,
    pools: scaledPools(pools),
    clock,
    onTrouble: createTroubleLog(output, clock),
  });
  return {
    async run({ signal }) {
      await autoscaler.run({ signal });
      await target[Symbol.asyncDispose]();
    },
  };
}

/** Writes what becomes of replicas to the log. */
export function replicaLog({ output, clock }: Pick<Surroundings, 'output' | 'clock'>): (change: ReplicaChange) => void {
  return (change) => {
    const { kind, pool, model, pid, how } = change;
    const at = new Date(clock.now()).toISOString();
    const level = pid === null ? 'warn' : 'info';
    const which = pid === null ? `${pool} worker` : `${pool} worker ${pid}`;
    const msg = `${which} for ${model} ${kind}${how === undefined ? '' : `, ${how}`}`;
    const record = { ...change, level, component: 'autoscaler', event: 'replica', msg } as const;
    output.log(record, `${at} ${level} autoscaler: ${msg}`);
  };
}

/** `up to 4 spot and 2 dedicated`. */
export function mostOf(pools: readonly Pool[]): string {
  return `up to ${scaledPools(pools)
    .map(({ name, maxReplicas }) => `${maxReplicas} ${name}`)
    .join(' and ')}`;
}
