import { SpillwayError } from '@spillway/core/errors';

/** Result codes of SQLite, without the bits that say more. */
const BUSY = 5;
const LOCKED = 6;
const IO = 10;
const FULL = 13;
const CANNOT_OPEN = 14;

const hints: Readonly<Record<number, string>> = {
  [BUSY]: 'Another process has been writing for too long. Raise busyMs, or look for a process that hangs.',
  [LOCKED]: 'Another process has been writing for too long. Raise busyMs, or look for a process that hangs.',
  [IO]: 'Check the disk that the file lies on.',
  [FULL]: 'Make room on the disk that the file lies on.',
  [CANNOT_OPEN]: 'Check that the folder of the file exists and may be written to.',
};

/** The one place that knows errors of the driver. What a repetition may mend is `unavailable`. */
export function translateError(cause: unknown): SpillwayError {
  if (SpillwayError.is(cause)) return cause;
  const { code, errcode = 0, message } = cause as { code?: string; errcode?: number; message?: string };
  if (code === 'ERR_INVALID_STATE') return new SpillwayError('The store was closed.', { code: 'closed', cause });
  const hint = hints[errcode & 0xff];
  if (hint) return new SpillwayError(`SQLite cannot go on: ${message}.`, { code: 'unavailable', hint, cause });
  return new SpillwayError(`SQLite refused a statement: ${message}.`, { code: 'internal', cause });
}
