import { SpillwayError } from '@spillway/core';
import { ServerRefusal } from '../client/server-refusal.ts';
import type { EventRecord } from './output.ts';

/** An error as people read it: what is wrong, and what to do about it. Never a stack trace. */
export interface Complaint {
  readonly record: EventRecord;
  readonly text: string;
}

export function complaintOf(error: unknown, command: string): Complaint {
  if (SpillwayError.is(error)) {
    const { code, message, hint, param } = error;
    const refusal = ServerRefusal.behind(error);
    return {
      record: {
        event: 'error',
        code,
        message,
        ...(param !== undefined && { param }),
        ...(hint !== undefined && { hint }),
        ...(refusal && { status: refusal.status, server_code: refusal.code, request_id: refusal.requestId }),
      },
      text: hint === undefined ? `${command}: ${message}` : `${command}: ${message}\n  ${hint}`,
    };
  }
  const { message, code, path } = systemErrorOf(error);
  const where = path === undefined || message.includes(path) ? '' : ` (${path})`;
  const hint =
    hints[code ?? ''] ?? 'This looks like a bug. Run it again with SPILLWAY_DEBUG=1 to see where, and report it.';
  return {
    record: { event: 'error', code: code ?? 'internal', message, hint },
    text: `${command}: ${message}${where}\n  ${hint}`,
  };
}

interface SystemError {
  readonly message: string;
  readonly code: string | undefined;
  readonly path: string | undefined;
}

function systemErrorOf(error: unknown): SystemError {
  if (!(error instanceof Error)) return { message: String(error), code: undefined, path: undefined };
  const { code, path } = error as NodeJS.ErrnoException;
  return { message: error.message.split('\n')[0] ?? error.name, code, path };
}

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'The file or folder does not exist; check the path.',
  EACCES: 'This user may not read or write there; choose another path, or change its permissions.',
  EISDIR: 'A folder stands where a file was expected.',
  ENOTDIR: 'A file stands where a folder was expected.',
  ENOSPC: 'The disk is full. Free some space and run it again.',
  EROFS: 'The disk is read-only; choose another path.',
  EMFILE: 'Too many files are open; raise the limit with ulimit -n.',
};
