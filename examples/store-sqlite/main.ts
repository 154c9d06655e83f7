/**
 * One batch on SQLite. Start it as often as you like on the same folder: the processes share the work, and what one of
 * them leaves behind when it is killed is finished by the others, or by itself when it is started again.
 *
 *   ENGINE_URL  an OpenAI-compatible engine, for instance http://127.0.0.1:8000
 *   MODEL       the model to ask
 *   DATA_DIR    where the database and the bytes go, on a disk of this machine (./data)
 *   WORKER_ID   tells the processes apart (worker-1)
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSpillway } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createSqliteStore } from './store/create-sqlite-store.ts';

const { ENGINE_URL = 'http://127.0.0.1:8000', MODEL = 'spillway-sim' } = process.env;
const { DATA_DIR = './data', WORKER_ID = 'worker-1' } = process.env;

mkdirSync(DATA_DIR, { recursive: true });
await using spillway = await createSpillway({
  store: createSqliteStore({ file: join(DATA_DIR, 'spillway.db') }),
  blobs: await createFilesystemBlobs({ root: join(DATA_DIR, 'blobs') }),
  // Whoever starts under a name that is known has died before: what it held is handed out again at once.
  workers: [{ executor: createVllmExecutor({ engines: [ENGINE_URL] }), id: WORKER_ID, concurrency: 16 }],
  onTrouble: ({ where, error }) => console.warn(where, error),
});

const endpoint = '/v1/chat/completions';
const lines = Array.from({ length: 400 }, (_, year) => {
  const body = { model: MODEL, messages: [{ role: 'user', content: `What happened in the year ${1600 + year}?` }] };
  return `${JSON.stringify({ custom_id: `year-${1600 + year}`, method: 'POST', url: endpoint, body })}\n`;
});
// The same names in each process: so all of them mean one file and one batch.
const file = await spillway.files.upload({ id: 'years', filename: 'years.jsonl', source: Buffer.from(lines.join('')) });
const { id } = await spillway.batches.create({ inputFileId: file.id, endpoint, window: '1h', idempotencyKey: 'years' });

let seen = 0;
for await (const page of spillway.batches.follow({ id })) {
  seen += page.lines.length;
  console.log(`${seen} results`);
}
const { phase, counts } = await spillway.batches.ended({ id });
console.log(`${phase}: ${counts.succeeded} of ${counts.total} years answered`);
