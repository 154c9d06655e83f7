import type { Redis } from 'ioredis';

type Ask = () => Promise<unknown>;

/** A client whose calls go through `pass`: it may do something before or after, or fail as a lost connection would. */
export function intercept(
  redis: Redis,
  pass: (command: string, values: readonly unknown[], ask: Ask) => Promise<unknown>,
): Redis {
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]) => pass(String(name), values, async () => value.apply(target, values));
    },
  });
}
