import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Every so many requests, the engine refuses one, so that the errors file has lines, too. */
const REFUSED_EVERY = 997;

export const trialModel = 'trial';

export function trialLine(position: number): string {
  const temperature = position % REFUSED_EVERY === 0 ? -1 : 0.5;
  const messages = [{ role: 'user', content: `Say something about the number ${position}.` }];
  const body = { model: trialModel, temperature, max_tokens: 16, messages };
  return JSON.stringify({ custom_id: `r${position}`, method: 'POST', url: '/v1/chat/completions', body });
}

export async function writeTrialLines(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  for (let position = 0; position < count; position += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, count - position) }, (_, at) => trialLine(position + at));
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

/** What the files of a batch hold between them. */
export interface Produced {
  readonly output: number;
  readonly errors: number;
  /** Sentences; none when each id is in one of the files, once, in the order of the input. */
  readonly faults: readonly string[];
}

export async function checkProduced(
  output: AsyncIterable<string>,
  errors: AsyncIterable<string>,
  count: number,
): Promise<Produced> {
  const seen = new Uint8Array(count);
  const faults: string[] = [];
  const read = async (name: string, lines: AsyncIterable<string>): Promise<number> => {
    let last = -1;
    let read = 0;
    for await (const line of lines) {
      const position = Number((JSON.parse(line) as { custom_id: string }).custom_id.slice(1));
      if (!(position > last)) faults.push(`${name} has r${position} behind r${last}`);
      if (seen[position] !== 0) faults.push(`r${position} stands twice, the second time in ${name}`);
      seen[position] = 1;
      last = position;
      read++;
    }
    return read;
  };
  const counts = { output: await read('the output', output), errors: await read('the errors', errors) };
  const missing = seen.indexOf(0);
  if (missing >= 0) faults.push(`r${missing} is in neither file`);
  return { ...counts, faults: faults.slice(0, 10) };
}

/** Opens the file with its first line, so that none is lost before somebody listens. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(path) });
}
