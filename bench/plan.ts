import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStorage, readBlob } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { planInput } from '@spillway/core/input';

const rounds = 5;
const endpoint = '/v1/chat/completions';

/** Words of the user's message, at the most; they set the size of a line. */
const sizes: readonly { readonly name: string; readonly lines: number; readonly words: readonly number[] }[] = [
  { name: 'short', lines: 200_000, words: [30] },
  { name: 'medium', lines: 100_000, words: [250] },
  { name: 'long', lines: 30_000, words: [1500] },
  { name: 'mixed', lines: 200_000, words: [30, 30, 30, 120, 120, 400] },
];

export interface PlanFigures {
  readonly name: string;
  readonly lines: number;
  readonly bytesPerLine: number;
  /** Lines per second, median of the rounds. */
  readonly planned: number;
  /** JSON.parse over ready-made strings: reading, decoding and splitting are not counted. */
  readonly parsed: number;
  /** The whole file read, decoded, split and parsed. */
  readonly readAndParsed: number;
  /** Median of the ratios of each round, whose two halves ran next to each other: planned to parsed, at least 0.4. */
  readonly ratio: number;
  readonly ratioToReadAndParsed: number;
}

/**
 * Lines planned per second (read from a blob, checked, cut into extents, ids compared and indexed) beside a bare loop
 * of JSON.parse over the same lines in the same process; the two alternate, and medians are compared.
 */
export async function benchPlan({ json }: { readonly json: boolean }): Promise<readonly PlanFigures[]> {
  const root = await mkdtemp(join(tmpdir(), 'spillway-bench-plan-'));
  const figures: PlanFigures[] = [];
  try {
    await using blobs = await createFilesystemBlobs({ root });
    for (const size of sizes) figures.push(await measure(blobs, size));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  process.stdout.write(json ? `${JSON.stringify({ bench: 'plan', rounds, figures })}\n` : table(figures));
  return figures;
}

async function measure(blobs: BlobStorage, { name, lines, words }: (typeof sizes)[number]): Promise<PlanFigures> {
  await blobs.put(name, chatLines(lines, words));
  const readText = async (): Promise<string> => (await readBlob(blobs, name)).toString();
  const text = await readText();
  const ready = text.split('\n').filter((line) => line !== '');
  const took = { plan: [] as number[], parse: [] as number[], read: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const plan = await timed(() => planBlob(blobs, name, lines));
    const parse = await timed(() => parseLines(ready));
    const read = await timed(async () => parseLines((await readText()).split('\n')));
    // The first round only warms up.
    if (round < 0) continue;
    took.plan.push(plan);
    took.parse.push(parse);
    took.read.push(read);
  }
  const perSecond = (ms: number[]): number => Math.round((lines / median(ms)) * 1000);
  const [planned, parsed, readAndParsed] = [perSecond(took.plan), perSecond(took.parse), perSecond(took.read)];
  return {
    name,
    lines,
    bytesPerLine: Math.round(Buffer.byteLength(text) / lines),
    planned,
    parsed,
    readAndParsed,
    ratio: median(took.plan.map((ms, round) => (took.parse[round] as number) / ms)),
    ratioToReadAndParsed: median(took.plan.map((ms, round) => (took.read[round] as number) / ms)),
  };
}

async function planBlob(blobs: BlobStorage, key: string, lines: number): Promise<void> {
  const readRange = (offset: number, length: number): Promise<Uint8Array> => readBlob(blobs, key, { offset, length });
  const plan = planInput(blobs.read(key), { endpoint, readRange, maxRequests: lines });
  let step = await plan.next();
  let planned = 0;
  for (; !step.done; step = await plan.next()) planned += step.value.requests;
  const { problems, customIdIndex } = step.value;
  if (planned !== lines || problems.length > 0)
    throw new Error(`planned ${planned} of ${lines}: ${problems[0]?.message}`);
  for await (const bytes of customIdIndex.read()) planned -= bytes.length;
}

function parseLines(lines: readonly string[]): void {
  let characters = 0;
  for (const line of lines) if (line !== '') characters += (JSON.parse(line) as { custom_id: string }).custom_id.length;
  if (characters === 0) throw new Error('nothing was parsed');
}

async function timed(run: () => void | Promise<void>): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] as number;
}

const vocabulary =
  'please read the following report and explain in plain words what changed since last quarter, which of the customers ' +
  'were affected by the outage, how long it took until service was restored, and what the team should do next; größe 東京';

/** Chat requests as people send them: a system prompt, a message with line breaks and quotes, some parameters. */
async function* chatLines(count: number, words: readonly number[]): AsyncGenerator<Uint8Array> {
  const known = vocabulary.split(' ');
  const lines: string[] = [];
  let seed = 0x2545f491;
  const next = (bound: number): number => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % bound;
  };
  for (let index = 0; index < count; index++) {
    const length = 1 + next(2 * (words[next(words.length)] as number));
    const message: string[] = [];
    for (let word = 0; word < length; word++)
      message.push(known[next(known.length)] as string, next(25) === 0 ? '\n"' : ' ');
    const body = {
      model: 'meta-llama/Llama-3.1-8B-Instruct',
      messages: [
        { role: 'system', content: 'You are a careful analyst. Answer in one short paragraph.' },
        { role: 'user', content: message.join('') },
      ],
      temperature: 0.2,
      max_tokens: 256,
    };
    lines.push(JSON.stringify({ custom_id: `request-${index}`, method: 'POST', url: endpoint, body }), '\n');
    if (lines.length < 500 && index < count - 1) continue;
    yield Buffer.from(lines.join(''));
    lines.length = 0;
  }
}

function table(figures: readonly PlanFigures[]): string {
  const rows = figures.map(
    ({ name, lines, bytesPerLine, planned, parsed, readAndParsed, ratio, ratioToReadAndParsed }) =>
      `${name.padEnd(7)} ${lines} lines of ${bytesPerLine} bytes: planned ${planned}/s; JSON.parse ${parsed}/s, ratio ${ratio.toFixed(2)}; ` +
      `read, split and parsed ${readAndParsed}/s, ratio ${ratioToReadAndParsed.toFixed(2)}\n`,
  );
  return rows.join('');
}
