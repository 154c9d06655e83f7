import { useCallback, useEffect, useState } from 'preact/hooks';
import { tenant } from '../session/session.ts';
import { follow } from './follow.ts';
import type { Liveness } from './liveness.ts';
import type { Loaded } from './use-loaded.ts';

/** A value that the server sends whole whenever it has changed. */
export interface LiveSource<Value> {
  /** Of the stream. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** The event that holds the value. */
  readonly event: string;
  /** Asks for the value where the stream does not come through. */
  ask(signal: AbortSignal): Promise<Value>;
}

export interface Live<Value> extends Loaded<Value> {
  readonly liveness: Liveness;
}

interface State<Value> {
  readonly of: string;
  readonly value?: Value | undefined;
  readonly failure?: unknown;
  readonly liveness: Liveness;
}

/** Follows what `subject` names: a change of it starts afresh, and so does another tenant. */
export function useLive<Value>(subject: string, source: LiveSource<Value>): Live<Value> {
  const name = `${tenant.value ?? ''} ${subject}`;
  const fresh: State<Value> = { of: name, liveness: 'connecting' };
  const [state, setState] = useState(fresh);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    const change = (next: Partial<State<Value>>): void => {
      if (!gone.signal.aborted) setState((before) => ({ ...(before.of === name ? before : fresh), ...next }));
    };
    void followValue(source, change, gone.signal);
    return () => gone.abort();
  }, [name, round]);
  const { value, failure, liveness } = state.of === name ? state : fresh;
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value, failure, liveness, loading: value === undefined && failure === undefined, reload };
}

function followValue<Value>(
  { path, query = {}, event: wanted, ask }: LiveSource<Value>,
  change: (next: Partial<State<Value>>) => void,
  signal: AbortSignal,
): Promise<void> {
  // The id tells the value: with it the stream says nothing until there is another.
  let lastId: string | undefined;
  return follow(
    {
      path,
      query,
      lastId: () => lastId,
      hear({ event, id, data }) {
        if (event !== wanted) return false;
        lastId = id;
        change({ value: JSON.parse(data) as Value, failure: undefined });
        return false;
      },
      async ask(signal) {
        const value = await ask(signal);
        // What is shown now is no longer what the id tells.
        lastId = undefined;
        change({ value, failure: undefined });
        return false;
      },
      onLiveness: (liveness) => change({ liveness }),
      onFailure: (failure) => change({ failure }),
    },
    signal,
  );
}
