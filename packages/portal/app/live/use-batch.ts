import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Batch, BatchEvent } from '../api/batch.ts';
import { tenant } from '../session/session.ts';
import { instant } from './clock.ts';
import { followBatch } from './follow-batch.ts';
import type { Liveness } from './liveness.ts';

/** How many requests had ended at a moment. */
export interface Sample {
  readonly at: number;
  readonly ended: number;
}

export interface FollowedBatch {
  readonly batch: Batch | undefined;
  readonly events: readonly BatchEvent[];
  /** What this tab has seen, the newest last. */
  readonly samples: readonly Sample[];
  readonly liveness: Liveness;
  readonly failure: unknown;
  /** Follows it again: it was reopened. */
  refollow(): void;
}

interface State extends Omit<FollowedBatch, 'refollow'> {
  readonly of: string;
}

const MOST_SAMPLES = 600;

/** The batch as it goes on. */
export function useBatch(id: string): FollowedBatch {
  const name = `${tenant.value ?? ''} ${id}`;
  const fresh: State = {
    of: name,
    batch: undefined,
    events: [],
    samples: [],
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
      onBatch: (batch: Batch) =>
        change(({ samples }) => ({
          batch,
          failure: undefined,
          samples: [...samples, sampleOf(batch)].slice(-MOST_SAMPLES),
        })),
      onEvents: (events: readonly BatchEvent[]) => change((before) => ({ events: [...before.events, ...events] })),
      onLiveness: (liveness: Liveness) => change(() => ({ liveness })),
      onFailure: (failure: unknown) => change(() => ({ failure })),
    };
    void followBatch(id, follower, gone.signal);
    return () => gone.abort();
  }, [name, round]);
  const refollow = useCallback(() => setRound((before) => before + 1), []);
  return { ...(state.of === name ? state : fresh), refollow };
}

function sampleOf({ request_counts: { completed, failed } }: Batch): Sample {
  return { at: instant(), ended: completed + failed };
}
