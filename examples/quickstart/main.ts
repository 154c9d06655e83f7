/**
 * A batch of several hundred prompts, from upload to download, with OpenAI's own client: only its base URL and key are
 * other ones. The engine is the built-in one, which makes up its answers; some of the prompts ask it for nonsense, so
 * that there is something in the error file, too.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import OpenAI from 'openai';
import { startDev } from './start-dev.ts';

const folder = join(process.env.SPILLWAY_DATA_DIR ?? '.spillway', 'quickstart');
const prompts = join(import.meta.dirname, 'prompts.jsonl');
const startedAt = Date.now();

await mkdir(folder, { recursive: true });
say('starting spillway dev: API, coordinator, two workers, PostgreSQL and an engine');
await using dev = await startDev(folder);
const client = new OpenAI({ baseURL: `${dev.url}/v1`, apiKey: dev.apiKey });
say(`ready on ${dev.url}`);

const input = await client.files.create({ file: createReadStream(prompts), purpose: 'batch' });
say(`uploaded ${relative('.', prompts)} as ${input.id}, ${input.bytes} bytes`);

const created = await client.batches.create({
  input_file_id: input.id,
  endpoint: '/v1/chat/completions',
  completion_window: '24h',
});
say(`created ${created.id}`);

const batch = await watch(created.id);
const output = await download(batch.output_file_id, 'output.jsonl');
const errors = await download(batch.error_file_id, 'errors.jsonl');
const { total = 0, completed = 0, failed = 0 } = batch.request_counts ?? {};
say(`${batch.status}: ${completed} of ${total} prompts answered, ${failed} failed`);
say(`answers in ${output}`);
say(`errors in ${errors}`);
if (batch.status !== 'completed' || completed + failed !== total) process.exitCode = 1;

/** Looks at the batch until it has ended. */
async function watch(id: string): Promise<OpenAI.Batch> {
  for (let seen = ''; ; await pause(500)) {
    const batch = await client.batches.retrieve(id);
    const { total = 0, completed = 0, failed = 0 } = batch.request_counts ?? {};
    const now = `${batch.status.padEnd(11)} ${completed + failed}/${total}, ${failed} failed`;
    if (now !== seen) say(now);
    seen = now;
    if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch;
  }
}

async function download(id: string | null | undefined, name: string): Promise<string> {
  if (!id) return 'no file: there is nothing to tell';
  const path = join(folder, name);
  const { body } = await client.files.content(id);
  await pipeline(body ? Readable.fromWeb(body as never) : [], createWriteStream(path));
  return path;
}

function say(text: string): void {
  process.stdout.write(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}\n`);
}
