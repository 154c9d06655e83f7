import type { Clock, Trouble } from '@spillway/core';
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
  return ({ where, error }) => {
    const message = messageOf(error);
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
    logLine({ output, clock }, { level: 'warn', where, message, ...(repeats > 0 && { repeats }) });
  };
}

/** One line of a process's log. */
export function logLine(
  { output, clock }: { readonly output: Output; readonly clock: Clock },
  { level, ...fields }: { readonly level: 'info' | 'warn' | 'error' } & Readonly<Record<string, unknown>>,
): void {
  const at = new Date(clock.now()).toISOString();
  const { where, message, ...rest } = fields;
  const extras = Object.entries(rest).map(([name, value]) => ` ${name}=${String(value)}`);
  const text = `${at} ${level} ${where === undefined ? '' : `${String(where)}: `}${String(message)}${extras.join('')}`;
  output.log({ at, level, ...fields }, text);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ').slice(0, 500);
}
