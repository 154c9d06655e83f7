import { useCallback, useEffect, useState } from 'preact/hooks';
import { pauseAfter } from '../api/refusal.ts';
import { tenant } from '../session/session.ts';
import { sleep } from './clock.ts';
import { untilVisible } from './visible.ts';

/** Something that is loaded, and loaded again. What was loaded stays while the next is under way, and when that fails. */
export interface Loaded<Value> {
  readonly value: Value | undefined;
  /** Why the last load failed. */
  readonly failure: unknown;
  readonly loading: boolean;
  reload(): void;
}

export interface LoadOptions {
  /** Loads again at this pace, while the tab is looked at. */
  readonly everyMs?: number;
}

/** Until what failed is tried again. */
const AGAIN_MS = 5_000;

interface State<Value> {
  readonly of: string;
  readonly value?: Value;
  readonly failure?: unknown;
}

/** Loads what `subject` names: a change of it starts afresh, and so does another tenant. */
export function useLoaded<Value>(
  subject: string,
  load: (signal: AbortSignal) => Promise<Value>,
  { everyMs }: LoadOptions = {},
): Loaded<Value> {
  const name = `${tenant.value ?? ''} ${subject}`;
  const [state, setState] = useState<State<Value>>({ of: name });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    const tell = (next: Omit<State<Value>, 'of'>): void =>
      setState((before) => ({ of: name, ...(before.of === name && keptOf(before)), ...next }));
    void keepLoading(load, { everyMs, signal: gone.signal }, tell);
    return () => gone.abort();
  }, [name, everyMs, round]);
  const current = state.of === name ? state : { of: name };
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const { value, failure } = current as State<Value>;
  return { value, failure, loading: value === undefined && failure === undefined, reload };
}

/** Sooner than usual after a failure, so that it does not stand there when all is well again. */
function pauseBehind(failure: unknown, everyMs: number): number {
  return failure === undefined ? everyMs : pauseAfter(failure, Math.min(everyMs, AGAIN_MS));
}

function keptOf<Value>(state: State<Value>): Pick<State<Value>, 'value'> {
  return 'value' in state ? { value: state.value } : {};
}

async function keepLoading<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  { everyMs, signal }: { readonly everyMs: number | undefined; readonly signal: AbortSignal },
  tell: (state: { readonly value?: Value; readonly failure?: unknown }) => void,
): Promise<void> {
  do {
    const told: Omit<State<Value>, 'of'> = await load(signal).then(
      (value) => ({ value }),
      (failure: unknown) => ({ failure }),
    );
    if (signal.aborted) return;
    tell(told);
    if (everyMs !== undefined) await sleep(pauseBehind(told.failure, everyMs), signal);
    await untilVisible(signal);
  } while (everyMs !== undefined && !signal.aborted);
}
