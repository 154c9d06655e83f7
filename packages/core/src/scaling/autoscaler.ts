import type { MeterProvider } from '@opentelemetry/api';
import { type Clock, systemClock } from '../clock.ts';
import type { FleetStanding, Store } from '../store/index.ts';
import { measuredStore } from '../telemetry/measured-store.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import type { ScaleTarget, ScaleWish } from './scale-target.ts';

/** A pool whose replicas are started and stopped. */
export interface ScaledPool {
  readonly name: string;
  /** Replicas of each of the `models` from the first moment, before anybody decides; 0 by default. */
  readonly minReplicas?: number;
  /** Never more than so many of one model, whatever was decided; no bound by default. */
  readonly maxReplicas?: number;
}

/** What `createAutoscaler` is made from. */
export interface AutoscalerOptions {
  /** Where coordinators leave their decisions. */
  readonly store: Pick<Store, 'fleet'>;
  /** Starts and stops the replicas. Whoever made it closes it. */
  readonly target: ScaleTarget;
  /** The pools to scale, and no others: each has one autoscaler. */
  readonly pools: readonly ScaledPool[];
  /** The models to scale; all by default. */
  readonly models?: readonly string[];
  /** Between looks, in milliseconds; 1,000 by default. */
  readonly everyMs?: number;
  readonly clock?: Clock;
  /** Where metrics go; the provider that the host registered with OpenTelemetry's API by default, and nowhere without one. */
  readonly meterProvider?: MeterProvider;
  /** Told of what went wrong, and is tried again at the next look. */
  readonly onTrouble?: (trouble: { readonly where: string; readonly error: unknown }) => void;
}

/** Hands the fleet's decisions to what starts and stops replicas. */
export interface Autoscaler {
  /** Runs until the signal aborts. The replicas stay as they are then. */
  run(options: { readonly signal: AbortSignal }): Promise<void>;
}

/**
 * Reads the standing decisions and wishes them of the target, again and again. Nothing is remembered: whoever takes over
 * wishes the same. While the store cannot be read, the replicas stay as they are.
 *
 * @example
 * ```ts
 * import { commandTarget, createAutoscaler } from '@spillway/core/scaling';
 * import type { Store } from '@spillway/core/store';
 *
 * export async function scaleSpot(store: Store, signal: AbortSignal): Promise<void> {
 *   await using target = commandTarget({ command: 'spillway', args: ['work', '--engine', 'http://127.0.0.1:8000'] });
 *   await createAutoscaler({ store, target, pools: [{ name: 'spot', maxReplicas: 8 }] }).run({ signal });
 * }
 * ```
 */
export function createAutoscaler(options: AutoscalerOptions): Autoscaler {
  const { target, everyMs = 1_000, clock = systemClock, onTrouble = () => {} } = options;
  const store = measuredStore(options.store, createTelemetry(options.meterProvider), clock);
  return {
    async run({ signal }) {
      while (!signal.aborted) {
        try {
          for (const wish of wishesOf(await store.fleet.list(), options)) {
            if (!signal.aborted) await scale(wish, signal);
          }
        } catch (error) {
          onTrouble({ where: 'autoscaler', error });
        }
        await clock.sleep(everyMs, signal);
      }
    },
  };

  async function scale(wish: ScaleWish, signal: AbortSignal): Promise<void> {
    try {
      await target.scale(wish, { signal });
    } catch (error) {
      onTrouble({ where: `scaling ${wish.pool}`, error });
    }
  }
}

type Scaled = Pick<AutoscalerOptions, 'pools' | 'models'>;

/** The decisions about what is scaled here, and the minimum where nobody has decided yet. */
function wishesOf(standings: readonly FleetStanding[], { pools, models }: Scaled): ScaleWish[] {
  return pools.flatMap(({ name: pool, minReplicas = 0, maxReplicas = Number.POSITIVE_INFINITY }) => {
    const decided = standings.filter(
      (standing) => standing.pool === pool && (models === undefined || models.includes(standing.model)),
    );
    const known = new Set(decided.map(({ model }) => model));
    const undecided = minReplicas > 0 ? (models ?? []).filter((model) => !known.has(model)) : [];
    return [
      ...decided.map(({ model, desiredReplicas, observed }) => ({
        pool,
        model,
        desiredReplicas: Math.min(maxReplicas, desiredReplicas),
        live: observed?.live ?? null,
      })),
      ...undecided.map((model) => ({ pool, model, desiredReplicas: minReplicas, live: null })),
    ];
  });
}
