import type { Clock } from '../clock.ts';

/** A call that was answered, or refused with `error`. */
export interface EndedCall {
  readonly method: string;
  readonly durationMs: number;
  readonly error?: unknown;
}

export interface MeasureCallsOptions {
  readonly clock: Clock;
  readonly onEnd: (call: EndedCall) => void;
}

/** The same object, telling how long each promise of its methods took. Whatever answers at once is as it was. */
export function measureCalls<Target extends object>(target: Target, options: MeasureCallsOptions): Target {
  const methods = new Map<string | symbol, unknown>();
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (!methods.has(name)) methods.set(name, measured(value.bind(target), name, options));
      return methods.get(name);
    },
  });
}

type Method = (...args: readonly unknown[]) => unknown;

function measured(call: Method, name: string | symbol, options: MeasureCallsOptions): Method {
  if (typeof name === 'symbol') return call;
  return (...args) => {
    const sentMs = options.clock.monotonic();
    const answer = call(...args);
    return answer instanceof Promise ? timed(answer, { method: name, sentMs }, options) : answer;
  };
}

async function timed(
  answer: Promise<unknown>,
  { method, sentMs }: { readonly method: string; readonly sentMs: number },
  { clock, onEnd }: MeasureCallsOptions,
): Promise<unknown> {
  try {
    const value = await answer;
    onEnd({ method, durationMs: clock.monotonic() - sentMs });
    return value;
  } catch (error) {
    onEnd({ method, durationMs: clock.monotonic() - sentMs, error });
    throw error;
  }
}
