import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { customIdAt } from './request-file.ts';

interface OutputLine {
  readonly custom_id: string;
  readonly response: { readonly status_code: number } | null;
}

/**
 * Throws unless the file holds the ids of so many positions, each once and in order, with an answer. That the id of a
 * line is the one of its position says all three at once, in flat memory.
 */
export async function checkOutput(path: string, lines: number): Promise<void> {
  let position = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = JSON.parse(text) as OutputLine;
    const wanted = customIdAt(position);
    if (line.custom_id !== wanted)
      throw new Error(`line ${position + 1} holds ${line.custom_id} in place of ${wanted}`);
    if (line.response?.status_code !== 200) throw new Error(`${wanted} was not answered: ${text.slice(0, 300)}`);
    position++;
  }
  if (position !== lines) throw new Error(`the output holds ${position} lines, not ${lines}`);
}
