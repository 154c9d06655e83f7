import type { BatchEvent } from '@spillway/api-types';
import type { Batch } from '../api/batch.ts';
import { hasEnded } from '../api/batch.ts';
import { call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import { follow } from './follow.ts';
import type { Liveness } from './liveness.ts';

export interface BatchFollower {
  onBatch(batch: Batch): void;
  /** Events of the history that were not told yet. */
  onEvents(events: readonly BatchEvent[]): void;
  onLiveness(liveness: Liveness): void;
  /** The batch cannot be had. */
  onFailure(failure: unknown): void;
}

/** Follows a batch with its history to its end. */
export function followBatch(id: string, follower: BatchFollower, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  return follow(
    {
      path: `v1/batches/${id}/events`,
      lastId: () => lastId,
      hear({ event, id: eventId, data }) {
        if (event === 'timeline') {
          lastId = eventId;
          follower.onEvents([JSON.parse(data) as BatchEvent]);
        } else follower.onBatch(JSON.parse(data) as Batch);
        return event === 'done';
      },
      async ask(signal) {
        const [batch, { data }] = await Promise.all([
          call<Batch>(`v1/batches/${id}`, { signal }),
          call<Page<BatchEvent>>(`v1/batches/${id}/timeline`, { signal }),
        ]);
        const fresh = data.filter((event) => lastId === undefined || Number(event.id) > Number(lastId));
        lastId = fresh.at(-1)?.id ?? lastId;
        if (fresh.length > 0) follower.onEvents(fresh);
        follower.onBatch(batch);
        return hasEnded(batch);
      },
      onLiveness: (liveness) => follower.onLiveness(liveness),
      onFailure: (failure) => follower.onFailure(failure),
    },
    signal,
  );
}
