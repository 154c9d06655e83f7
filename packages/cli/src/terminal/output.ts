import type { JsonLog, LogRecord } from '../log/json-log.ts';
import { maskPasswords } from '../log/mask-passwords.ts';
import { Screen } from './screen.ts';

/** A stream that text is written to. */
export interface TextStream {
  /** Answers false when the reader does not keep up. */
  write(chunk: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** Characters in a line of the terminal; absent where there is none. */
  readonly columns?: number;
  /** Lines of the terminal. */
  readonly rows?: number;
  /** False once nobody reads any more. */
  readonly writable?: boolean;
  /** Calls the listener at the next event of that name, as Node's streams do. */
  once?(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
}

export interface OutputOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Speak to programs: one JSON object a line. */
  readonly json: boolean;
  /** Writes the log of a process that goes on, where that is for programs. */
  readonly jsonLog?: JsonLog | undefined;
  /** Whether the log is for people even with `json`. */
  readonly logText?: boolean;
}

/** What a program reads of an event with `--json`. */
export type EventRecord = { readonly event: string } & Readonly<Record<string, unknown>>;

/**
 * Where a verb says things. With `json` every event is one line on stdout and nothing else goes there; without it the
 * same event is its text, and what is only worth a human's glance goes to stderr.
 */
export interface Output {
  readonly json: boolean;
  /** Width for a line that is rewritten in place; undefined where stderr is no terminal. */
  readonly liveColumns: number | undefined;
  /** Width that tables must fit; undefined where stdout is no terminal. */
  readonly columns: number | undefined;
  /** False once nobody reads stdout any more, as behind `| head`. */
  readonly isRead: boolean;
  /** Something that happened, or a result. */
  event(record: EventRecord, text: string): void;
  /** A result in the form for people; nothing with `json`, where its parts are events. */
  text(text: string): void;
  /** For people only; nothing with `json`. */
  note(text: string): void;
  /** A line of a log, on stderr in both forms. */
  log(record: LogRecord | Readonly<Record<string, unknown>>, text: string): void;
  /** A line that only a log for programs has. */
  tell(record: LogRecord): void;
  /** Shows one line in place of the last live one; empty removes it. Nothing where stderr is no terminal. */
  live(text: string): void;
  /**
   * Lines in place of those before them, on a screen of their own that goes away with none; as a text where stdout is no
   * terminal. Nothing with `json`.
   */
  screen(lines: readonly string[]): void;
  /**
   * Bytes as they are, on stdout in both forms. Resolves once the reader can take more; false when nobody reads any
   * more, as behind `| head`.
   */
  data(chunk: Uint8Array): Promise<boolean>;
}

export function createOutput({ stdout, stderr, json, jsonLog, logText }: OutputOptions): Output {
  // Asked each time: people drag their windows.
  const widthOf = (stream: TextStream): number | undefined =>
    !json && stream.isTTY ? (stream.columns ?? 80) : undefined;
  const screen = new Screen(stdout);
  let live = '';
  const erased = (): string => (live === '' ? '' : '\r\u001b[2K');
  const aside = (text: string): void => void stderr.write(`${erased()}${text}\n${live}`);
  const result = (text: string): void => {
    if (live !== '') stderr.write(erased());
    stdout.write(`${text}\n`);
    if (live !== '') stderr.write(live);
  };
  return {
    json,
    get liveColumns() {
      return widthOf(stderr);
    },
    get columns() {
      return widthOf(stdout);
    },
    get isRead() {
      return stdout.writable !== false;
    },
    event(record, text) {
      result(json ? JSON.stringify(record) : text);
      if (!json) jsonLog?.(eventRecord(record, text));
    },
    text(text) {
      if (!json) result(text);
    },
    note(text) {
      if (jsonLog) jsonLog({ level: 'info', component: 'process', msg: text });
      else if (!json) aside(text);
    },
    log(record, text) {
      if (jsonLog) jsonLog(record as LogRecord);
      else if (json && !logText) stderr.write(`${JSON.stringify(record)}\n`);
      else aside(maskPasswords(text));
    },
    tell: (record) => jsonLog?.(record),
    live(text) {
      const liveColumns = widthOf(stderr);
      if (liveColumns === undefined) return;
      const before = erased();
      live = text.slice(0, Math.max(0, liveColumns - 1));
      stderr.write(`${before}${live}`);
    },
    screen(lines) {
      if (widthOf(stdout) !== undefined) screen.show(lines);
      else if (!json && lines.length > 0) result(lines.join('\n'));
    },
    async data(chunk) {
      if (live !== '') stderr.write(erased());
      await written(stdout, chunk);
      if (live !== '') stderr.write(live);
      return stdout.writable !== false;
    },
  };
}

/** The first line says what happened; those that follow are a greeting, with a key in it perhaps. Every line names the verb. */
function eventRecord({ api_key: _key, process: _verb, ...record }: EventRecord, text: string): LogRecord {
  return { ...record, level: 'info', component: 'process', msg: text.split('\n')[0] ?? text };
}

/** Settles when the stream has room again, or will never have any. */
async function written(stream: TextStream, chunk: Uint8Array): Promise<void> {
  if (stream.writable === false || stream.write(chunk) !== false || !stream.once) return;
  await new Promise<void>((resolve) => {
    for (const event of ['drain', 'close', 'error'] as const) stream.once?.(event, resolve);
  });
}
