import type { Store } from '@spillway/core/store';

/** The store of a process that dies at one of its calls: no call is answered from then on. */
export interface DyingStore {
  readonly store: Store;
  /** Calls so far. */
  readonly calls: number;
}

/** `before`: the call never arrives. `after`: it is carried out, and nobody hears of it. */
export function dyingStore(store: Store, at: number, moment: 'before' | 'after'): DyingStore {
  const process = { calls: 0 };
  const mortal = <Role extends object>(role: Role): Role =>
    new Proxy(role, {
      get(target, method, receiver) {
        const call = Reflect.get(target, method, receiver);
        if (typeof call !== 'function') return call;
        return async (...args: unknown[]) => {
          const nth = ++process.calls;
          if (nth < at) return Reflect.apply(call, target, args);
          if (nth === at && moment === 'after') await Reflect.apply(call, target, args);
          return new Promise(() => {});
        };
      },
    });
  return {
    get calls() {
      return process.calls;
    },
    store: { ...store, batches: mortal(store.batches), shards: mortal(store.shards), files: mortal(store.files) },
  };
}
