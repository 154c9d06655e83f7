import { type Clock, SpillwayError } from '@spillway/core';
import type { Store } from '@spillway/core/store';

/** The store as one process sees it, over a network that may be cut or swallow calls; it counts the calls. */
export interface Wire {
  readonly store: Store;
  /** `cut`: every call fails at once. `silent`: no call is answered. */
  state: 'up' | 'cut' | 'silent';
  /** The most calls of a method, for instance `shards.claim`, within one second of time. */
  busiest(method: string): number;
}

export function wireTo(store: Store, clock: Clock): Wire {
  const calls = new Map<string, Map<number, number>>();
  const guard = <Role extends object>(name: string, role: Role): Role =>
    new Proxy(role, {
      get(target, method, receiver) {
        const call = Reflect.get(target, method, receiver);
        if (typeof call !== 'function') return call;
        return async (...args: unknown[]) => {
          count(calls, `${name}.${String(method)}`, clock.now());
          if (wire.state === 'cut') throw new SpillwayError('the network is cut', { code: 'unavailable' });
          if (wire.state === 'silent') return new Promise(() => {});
          return Reflect.apply(call, target, args);
        };
      },
    });
  const { files, batches, shards, workers, fleet, results } = store;
  const wire: Wire = {
    state: 'up',
    busiest: (method) => Math.max(0, ...(calls.get(method)?.values() ?? [])),
    store: {
      ...store,
      files: guard('files', files),
      batches: guard('batches', batches),
      shards: guard('shards', shards),
      workers: guard('workers', workers),
      fleet: guard('fleet', fleet),
      ...(results && { results: guard('results', results) }),
    },
  };
  return wire;
}

function count(calls: Map<string, Map<number, number>>, method: string, now: number): void {
  const seconds = calls.get(method) ?? new Map<number, number>();
  const second = Math.floor(now / 1_000);
  calls.set(method, seconds.set(second, (seconds.get(second) ?? 0) + 1));
}
