import { windowLength } from '../batch/window-length.ts';
import type { Batch } from '../store/index.ts';

/** When the batch was created, or reopened for the revision that it is in: its deadline was set then, a window away. */
export function revisionStartOf({ revision, createdAt, deadlineAt, window }: Batch): number {
  const windowMs = windowLength(window);
  return revision === 1 || Number.isNaN(windowMs) ? createdAt : deadlineAt - windowMs;
}
