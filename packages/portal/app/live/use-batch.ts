import type { BatchEvent } from '@spillway/api-types';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Batch } from '../api/batch.ts';
import { tenant } from '../session/session.ts';
import { followBatch } from './follow-batch.ts';
import type { Liveness } from './liveness.ts';

export interface FollowedBatch {
  readonly batch: Batch | undefined;
  readonly events: readonly BatchEvent[];
  readonly liveness: Liveness;
  readonly failure: unknown;
  /** Follows it again: it was reopened. */
  refollow(): void;
}

interface State extends Omit<FollowedBatch, 'refollow'> {
  readonly of: string;
}

/** As many as the server keeps. */
const MOST_EVENTS = 200;

/** The batch as it goes on. */
export function useBatch(id: string): FollowedBatch {
  const name = `${tenant.value ?? ''} ${id}`;
  const fresh: State = {
    of: name,
    batch: undefined,
    events: [],
    liveness: 'connecting',
    failure: undefined,
  };
  const [state, setState] = useState(fresh);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    const change = (next: (before: State) => Partial<State>): void =>
      setState((before) => {
        const base = before.of === name ? before : fresh;
        return { ...base, ...next(base) };
      });
    change(() => ({ events: [], failure: undefined, liveness: 'connecting' }));
    const follower = {
      onBatch: (batch: Batch) => change(() => ({ batch, failure: undefined })),
      onEvents: (events: readonly BatchEvent[]) =>
        change((before) => ({ events: [...before.events, ...events].slice(-MOST_EVENTS) })),
      onLiveness: (liveness: Liveness) => change(() => ({ liveness })),
      onFailure: (failure: unknown) => change(() => ({ failure })),
    };
    void followBatch(id, follower, gone.signal);
    return () => gone.abort();
  }, [name, round]);
  const refollow = useCallback(() => setRound((before) => before + 1), []);
  return { ...(state.of === name ? state : fresh), refollow };
}
