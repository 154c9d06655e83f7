import { type Clock, traceIdOf } from '@spillway/core';
import type { TextStream } from '../terminal/output.ts';
import { maskPasswords } from './mask-passwords.ts';

/** One line of a log. It holds no body, no key and no prompt. */
export interface LogRecord {
  readonly level: 'info' | 'warn' | 'error';
  /** A sentence for people. */
  readonly msg: string;
  /** The part of the process that says so. */
  readonly component?: string;
  readonly batch_id?: string;
  readonly request_id?: string;
  readonly worker?: string;
  /** Of the error, for programs. */
  readonly code?: string;
  readonly [field: string]: unknown;
}

/** Writes a line. */
export type JsonLog = (record: LogRecord) => void;

export interface JsonLogOptions {
  readonly stream: TextStream;
  readonly clock: Pick<Clock, 'now'>;
  /** The verb that runs. */
  readonly process: string;
}

/** A log of one JSON object a line. What writes it is loaded only where it is asked for. */
export async function openJsonLog({ stream, clock, process }: JsonLogOptions): Promise<JsonLog> {
  const { pino } = await import('pino');
  const logger = pino(
    {
      base: { process },
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      // Nobody should log these; whoever does so all the same writes their names alone.
      redact: ['api_key', 'key', 'secret', 'password', 'authorization', 'headers', 'body', 'prompt', 'messages'],
    },
    { write: (line: string) => void stream.write(maskPasswords(line)) },
  );
  return ({ level, msg, ...fields }) => logger[level]({ ...fields, ...traceOf(fields) }, msg);
}

function traceOf({ batch_id: batchId }: Pick<LogRecord, 'batch_id'>): { readonly trace_id?: string } {
  return batchId === undefined ? {} : { trace_id: traceIdOf(batchId) };
}
