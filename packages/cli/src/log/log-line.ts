import type { Clock } from '@spillway/core';
import type { Output } from '../terminal/output.ts';
import type { LogRecord } from './json-log.ts';

/** What a process has to say of itself, in the words of its parts. */
export interface LogLine {
  readonly level: LogRecord['level'];
  readonly where?: string;
  readonly message: string;
  /** Id of a call, of a request, or of both: each is unlike the others. */
  readonly request?: string;
  readonly batchId?: string;
  readonly worker?: string;
  readonly code?: string;
  /** The same was met so often since it was told last. */
  readonly repeats?: number;
}

/** One line of a process's log. */
export function logLine({ output, clock }: { readonly output: Output; readonly clock: Clock }, line: LogLine): void {
  const { level, where, message, request, batchId, worker, code, repeats } = line;
  const at = new Date(clock.now()).toISOString();
  const shown = { request, repeats };
  const extras = Object.entries(shown).flatMap(([name, value]) => (value === undefined ? [] : [` ${name}=${value}`]));
  const text = `${at} ${level} ${where === undefined ? '' : `${where}: `}${message}${extras.join('')}`;
  const named = {
    ...(where !== undefined && { component: where.replace(/ (of|on) batch_\w+$/, '') }),
    ...(batchId !== undefined && { batch_id: batchId }),
    ...(request !== undefined && { request_id: request }),
    ...(worker !== undefined && { worker }),
    ...(code !== undefined && { code }),
    ...(repeats !== undefined && { repeats }),
  };
  output.log({ level, msg: message, ...named }, text);
}
