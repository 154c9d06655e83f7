import type { BatchOutlook } from '@spillway/api-types';
import type { Batch } from '../../api/batch.ts';

/** When a running batch is expected to be done. */
export interface ExpectedFinish {
  /** In seconds since the epoch; null when no finish is expected. */
  readonly at: number | null;
  /** From then to the deadline, negative when it will be late; null like the finish. */
  readonly slackSeconds: number | null;
  /** Null when nobody can tell. */
  readonly onTime: boolean | null;
  /** Whether it only says what comes of going on as so far, whatever else the fleet has to do. */
  readonly isByPace: boolean;
}

/** By its outlook wherever that is known, so that all of the portal says the same; by its pace so far elsewhere. */
export function finishOf(
  { estimate, expires_at: deadline }: Pick<Batch, 'estimate' | 'expires_at'>,
  outlook: BatchOutlook | undefined,
): ExpectedFinish {
  if (outlook) {
    const { expected_finish_at: at, slack_seconds: slackSeconds, on_time: onTime } = outlook;
    return { at, slackSeconds, onTime, isByPace: false };
  }
  const at = estimate?.expected_finish_at ?? null;
  return { at, slackSeconds: at === null ? null : deadline - at, onTime: estimate?.on_time ?? null, isByPace: true };
}
