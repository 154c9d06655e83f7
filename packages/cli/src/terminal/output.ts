/** A stream that text is written to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface OutputOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Speak to programs: one JSON object a line. */
  readonly json: boolean;
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
  /** Something that happened, or a result. */
  event(record: EventRecord, text: string): void;
  /** For people only; nothing with `json`. */
  note(text: string): void;
  /** A line of a log, on stderr in both forms. */
  log(record: Readonly<Record<string, unknown>>, text: string): void;
  /** Shows one line in place of the last live one; empty removes it. Nothing where stderr is no terminal. */
  live(text: string): void;
}

export function createOutput({ stdout, stderr, json }: OutputOptions): Output {
  const liveColumns = !json && stderr.isTTY ? (stderr.columns ?? 80) : undefined;
  let live = '';
  const erased = (): string => (live === '' ? '' : '\r\u001b[2K');
  const aside = (text: string): void => void stderr.write(`${erased()}${text}\n${live}`);
  return {
    json,
    liveColumns,
    event(record, text) {
      if (json) stdout.write(`${JSON.stringify(record)}\n`);
      else if (live !== '') {
        stderr.write(erased());
        stdout.write(`${text}\n`);
        stderr.write(live);
      } else stdout.write(`${text}\n`);
    },
    note(text) {
      if (!json) aside(text);
    },
    log: (record, text) => (json ? void stderr.write(`${JSON.stringify(record)}\n`) : aside(text)),
    live(text) {
      if (liveColumns === undefined) return;
      const before = erased();
      live = text.slice(0, Math.max(0, liveColumns - 1));
      stderr.write(`${before}${live}`);
    },
  };
}
