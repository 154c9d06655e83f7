import type { AttemptNote } from '../batch/attempt-history.ts';
import type { RequestState } from '../batch/request-states.ts';
import type { BatchRequest } from '../spillway/batch-requests.ts';
import type { NotedView } from '../spillway/request-view.ts';
import { failureOf, fingerprintOf } from './fingerprint.ts';

/** A request that was given up: its attempts are exhausted, or it killed those who ran it. */
export interface DeadLetter extends BatchRequest {
  /** What broke last; null when an older worker, which notes nothing, gave it up. */
  readonly lastAttempt: AttemptNote | null;
  /**
   * 16 hexadecimal digits that all dead letters of one model share that failed in one way: by code, and by message but for
   * its numbers, names and quotations.
   */
  readonly fingerprint: string;
}

/** What is to be seen of a dead letter at once. */
export function deadLetterOf({ view, note }: NotedView): DeadLetter {
  const last = note?.attempts.at(-1);
  const { pool, workerId } = view;
  const fingerprint = fingerprintOf(failureOf(note, view.model));
  return { ...view, lastAttempt: last ? { ...last, pool, workerId } : null, fingerprint };
}

/** Whether the request, in its latest revision so far, was given up. */
export function isDeadLetter({ record }: RequestState): boolean {
  return record?.outcome === 'deadLettered';
}
