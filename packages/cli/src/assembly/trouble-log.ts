import type { Clock, Trouble } from '@spillway/core';
import { errorWords } from '../log/error-words.ts';
import { logLine } from '../log/log-line.ts';
import type { Output } from '../terminal/output.ts';

const QUIET_MS = 30_000;
/** Distinct troubles remembered; a flood of ever new ones must not fill the memory. */
const REMEMBERED = 200;

interface Known {
  saidMs: number;
  unsaid: number;
}

/**
 * Writes troubles to the log, one line each: what went wrong, never a body. The same trouble again is only counted for
 * half a minute.
 */
export function createTroubleLog(output: Output, clock: Clock): (trouble: Trouble) => void {
  const known = new Map<string, Known>();
  return ({ where, error, batchId, requestId, worker }) => {
    const { message, code } = errorWords(error);
    const key = `${where.replace(/batch_\w+/, 'a batch')}\n${message}`;
    const last = known.get(key);
    const nowMs = clock.monotonic();
    if (last && nowMs - last.saidMs < QUIET_MS) {
      last.unsaid++;
      return;
    }
    known.delete(key);
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value as string);
    known.set(key, { saidMs: nowMs, unsaid: 0 });
    const repeats = last?.unsaid ?? 0;
    const about = {
      ...(batchId !== undefined && { batchId }),
      ...(requestId !== undefined && { request: requestId }),
      ...(worker !== undefined && { worker }),
      ...(code !== undefined && { code }),
    };
    logLine({ output, clock }, { level: 'warn', where, message, ...about, ...(repeats > 0 && { repeats }) });
  };
}
