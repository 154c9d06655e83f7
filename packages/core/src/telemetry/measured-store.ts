import type { Clock } from '../clock.ts';
import type { Store } from '../store/index.ts';
import { failureLabel } from './failure-label.ts';
import { type EndedCall, measureCalls } from './measure-calls.ts';
import type { Telemetry } from './telemetry.ts';

/** The store, whose calls are measured: `shards.settle` and the like. */
export function measuredStore<Roles extends Partial<Store>>(
  store: Roles,
  { instruments }: Telemetry,
  clock: Clock,
): Roles {
  const count = (call: string, { durationMs, error }: EndedCall): void => {
    instruments.storeCalls.record(durationMs / 1_000, { call });
    if (error !== undefined) instruments.storeErrors.add(1, { call, code: failureLabel(error) });
  };
  const roles = new Map<string | symbol, object>();
  const own = measureCalls(store, { clock, onEnd: (ended) => count(ended.method, ended) });
  return new Proxy(own, {
    get(_, name) {
      const role: unknown = Reflect.get(own, name);
      if (typeof role !== 'object' || role === null) return role;
      const onEnd = (ended: EndedCall): void => count(`${String(name)}.${ended.method}`, ended);
      const known = roles.get(name) ?? measureCalls(role, { clock, onEnd });
      roles.set(name, known);
      return known;
    },
  });
}
