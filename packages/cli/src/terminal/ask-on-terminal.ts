import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';

/** Asks whoever sits at the terminal; anything but a yes is a no. Undefined where nobody does. */
export function askOnTerminal(
  stdin: ReadStream,
  stderr: WriteStream,
): ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question, signal) => {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
    } finally {
      lines.close();
    }
  };
}
