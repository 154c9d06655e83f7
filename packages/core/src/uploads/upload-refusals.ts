import { SpillwayError } from '../errors/index.ts';
import type { UploadRecord } from '../store/index.ts';

/** An upload that is pending no more. */
export function notPending({ id, status }: Pick<UploadRecord, 'id' | 'status'>): SpillwayError {
  const hints: Partial<Record<UploadRecord['status'], string>> = {
    completed: 'Its file is there.',
    expired: 'Begin another one, and complete it within the hour.',
  };
  const hint = hints[status] ?? 'Begin another one.';
  return new SpillwayError(`Upload '${id}' is ${status}.`, { code: 'conflict', param: 'upload_id', hint });
}

/** Parts of which no file can be made. */
export function badParts(message: string, hint?: string): SpillwayError {
  return new SpillwayError(message, {
    code: 'invalid_argument',
    param: 'part_ids',
    ...(hint !== undefined && { hint }),
  });
}
