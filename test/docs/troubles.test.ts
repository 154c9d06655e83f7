import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSpillway, type Spillway, type SpillwayOptions } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { createServer, type Listening, listen, type Server } from '@spillway/server';
import { type Engine, startEngine } from '@spillway/simulator';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { runCommandLine } from 'spillway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPage } from './page-blocks.ts';
import { rowsUnder } from './page-tables.ts';
import { isShown } from './shown-output.ts';
import { freePort } from './stand-ins.ts';

const page = readPage('troubleshooting.md');
/** A worker says every few seconds what its engines serve. */
const patience = { timeout: 50_000 };
const operator = 'a-key-that-nobody-guesses';
const store = createMemoryStore();
const messages = [{ role: 'user', content: 'Name a river.' }];

let folder: string;
let engine: Engine;
let database: EmbeddedPostgres;
let spillway: Spillway;
let server: Server;
let listening: Listening;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spillway-troubles-'));
  engine = await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['my-model'] });
  database = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  spillway = await open({ store, limits: { fileBytes: 1_000_000, batchRequests: 3 } });
  server = createServer({ spillway, apiKey: operator });
  listening = await listen({ server, port: 0 });
});
afterAll(async () => {
  await listening.close();
  await Promise.all([spillway, engine, database].map((opened) => opened[Symbol.asyncDispose]()));
  rmSync(folder, { recursive: true, force: true });
});

/** In memory, with a worker on the engine. */
function open(options: Partial<SpillwayOptions> = {}): Promise<Spillway> {
  const workers = [{ executor: createVllmExecutor({ engines: [engine.url] }) }];
  return createSpillway({ store: createMemoryStore(), blobs: createMemoryBlobs(), workers, ...options });
}

/** What the command says to its user. */
async function said(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const texts: string[] = [];
  const stream = { write: (text: string | Uint8Array) => texts.push(String(text)) };
  const data = { SPILLWAY_DATA_DIR: join(folder, 'data') };
  await runCommandLine(args, { env: { ...data, ...env }, stdout: stream, stderr: stream, exit: () => {} });
  return texts.join('');
}

/** What the API answers, as text. */
async function answered(path: string, init: RequestInit = {}, key = operator): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers };
  return (await server.fetch(new Request(`http://host${path}`, { ...init, headers }))).text();
}

function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return answered(path, { method: 'POST', body: JSON.stringify(body), headers });
}

function lineOf(overrides: object = {}, body: object = {}): string {
  const request = { custom_id: 'r', method: 'POST', url: '/v1/chat/completions', ...overrides };
  return `${JSON.stringify({ ...request, body: { model: 'my-model', messages, ...body } })}\n`;
}

/** An ended batch on these lines: its problems, or the text of its files. */
async function outcomeOf(source: string | Buffer, on: Spillway = spillway): Promise<string> {
  const file = await on.files.upload({ filename: 'in.jsonl', source: Buffer.from(source) });
  const { id } = await on.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
  const ended = await on.batches.ended({ id });
  const texts = ended.problems.map(({ message }) => message);
  for await (const { lines } of on.batches.follow({ id })) texts.push(...lines.map((line) => String(line)));
  return texts.join('\n');
}

async function waiting(on: Spillway): Promise<string> {
  const file = await on.files.upload({ filename: 'in.jsonl', source: Buffer.from(lineOf()) });
  return (await on.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' })).id;
}

async function upload(filename: string, content: string): Promise<string> {
  const form = new FormData();
  form.append('purpose', 'batch');
  form.append('file', new Blob([content]), filename);
  const packed = new Response(form);
  const headers = { 'content-type': packed.headers.get('content-type') ?? '' };
  return answered('/v1/files', { method: 'POST', body: await packed.arrayBuffer(), headers });
}

const onDatabase = (): Record<string, string> => ({
  SPILLWAY_DATABASE_URL: database.url,
  SPILLWAY_BLOBS: `file:${join(folder, 'blobs')}`,
});

const reproductions: Readonly<Record<string, () => Promise<string>>> = {
  'Cannot listen on 127.0.0.1:…: the port is taken.': () =>
    said(['serve', '--api-key', operator, '--port', new URL(listening.url).port], onDatabase()),
  'It does not open without a key.': () => said(['serve']),
  'Without a key it may listen on loopback only, not on 0.0.0.0.': () =>
    said(['serve', '--no-auth', '--host', '0.0.0.0']),
  '--no-auth and a key contradict each other.': () => said(['dev', '--no-auth'], { SPILLWAY_API_KEY: operator }),
  'PostgreSQL cannot be reached.': () => said(['coordinate', '--database-url', 'postgres://nobody@127.0.0.1:9/none']),
  '--database-url is no URL of a database.': () => said(['coordinate', '--database-url', 'mysql://host/none']),
  'The URL of Redis cannot be used. …': () => said(['coordinate', '--database-url', 'redis://one,two']),
  'Redis cannot be reached.': () => said(['coordinate', '--database-url', 'redis://127.0.0.1:9']),
  'PostgreSQL refused the connection.': () => said(['coordinate', '--database-url', withPassword('wrong')]),
  'The blob storage has the id "…", but the store belongs to "…".': () => {
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'storage-id'), 'another\n');
    return said(['coordinate', '--database-url', database.url, '--blobs', `file:${join(folder, 'other')}`]);
  },
  'No engine takes work: …': () => {
    const input = join(folder, 'in.jsonl');
    writeFileSync(input, lineOf());
    const engineless = ['--engine', 'http://127.0.0.1:9', '--engine-wait', '1s'];
    return said(['run', input, '-o', join(folder, 'out.jsonl'), ...engineless], { SPILLWAY_DATA_DIR: folder });
  },
  'Nothing answers at http://127.0.0.1:…': async () => said(['ls'], { SPILLWAY_PORT: await freePort() }),
  'http://127.0.0.1:… refuses the key.': () => said(['ls', '--url', listening.url, '--api-key', 'wrong']),
  "This call needs a key with the scope 'write'; the scopes of this key are: read.": async () => {
    const { secret } = await spillway.keys.create({ name: 'reader', scopes: ['read'] });
    return answered('/v1/batches/none/cancel', { method: 'POST' }, secret);
  },
  "No batch found with id '…'.": async () => {
    const { secret } = await spillway.keys.create({ name: 'foreigner', tenant: 'other' });
    return answered(`/v1/batches/${await waiting(spillway)}`, {}, secret);
  },
  'Unknown request URL: GET /batches.': () => answered('/batches'),
  "'requests.txt' does not end in .jsonl.": () => upload('requests.txt', lineOf()),
  'The file is larger than the limit of … bytes.': () => upload('in.jsonl', 'x'.repeat(1_000_001)),
  'The request body is larger than 262144 bytes. Requests belong into a file.': () =>
    post('/v1/batches', { requests: 'x'.repeat(262_144) }),
  "'9d' is not a valid completion window.": () => create({ completion_window: '9d' }),
  "'/v1/images/generations' is not an endpoint of this server.": () => create({ endpoint: '/v1/images/generations' }),
  'This idempotency key was used before for another batch.': async () => {
    await create({ input_file_id: 'file-1' }, { 'idempotency-key': 'key' });
    return create({ input_file_id: 'file-2' }, { 'idempotency-key': 'key' });
  },
  "File '…' is the input of a batch that is still running; cancel the batch or wait for its end.": async () => {
    await using idle = await open({ workers: [] });
    const { inputFileId } = (await idle.batches.get({ id: await waiting(idle) })) ?? {};
    return await on(idle, `/v1/files/${inputFileId}`, { method: 'DELETE' });
  },
  "Batch '…' has ended as completed and cannot be cancelled.": async () => {
    const { id } = await spillway.batches.ended({ id: await waiting(spillway) });
    return answered(`/v1/batches/${id}/cancel`, { method: 'POST' });
  },
  "Batch '…' has not ended.": async () => {
    await using idle = await open({ workers: [] });
    return await on(idle, `/v1/batches/${await waiting(idle)}/retry`, { method: 'POST', body: '{}' });
  },
  'The cursor is none of these results.': async () =>
    answered(`/v1/batches/${await waiting(spillway)}/results?cursor=abc`),
  'This key may make 1 calls in a minute. …': async () => {
    const limited = createServer({ spillway, apiKey: operator, callsPerMinute: 1 });
    const headers = { authorization: `Bearer ${operator}` };
    await limited.fetch(new Request('http://host/v1/files', { headers }));
    return (await limited.fetch(new Request('http://host/v1/files', { headers }))).text();
  },
  "The tenant 'default' has 1 unfinished batches; the limit is 1.": async () => {
    await using idle = await open({ workers: [], limits: { tenantLiveBatches: 1 } });
    await waiting(idle);
    const order = { input_file_id: 'f', endpoint: '/v1/chat/completions', completion_window: '1h' };
    return await on(idle, '/v1/batches', { method: 'POST', body: JSON.stringify(order) });
  },
  'it holds bytes that are not UTF-8': () => outcomeOf(Buffer.from(`\ufeff${lineOf()}`, 'utf16le')),
  'The line is not a JSON object that can be read: …': () => outcomeOf(`[${lineOf()}]`),
  'No engine serves the model "…". Known models: "my-model".': async () => {
    await expect
      .poll(async () => (await store.workers.list()).flatMap(({ models }) => models), patience)
      .toEqual(['my-model']);
    return outcomeOf(lineOf({}, { model: 'another' }));
  },
  '… but earlier lines name "my-model". Put each model in a file of its own.': () =>
    outcomeOf(lineOf() + lineOf({ custom_id: 's' }, { model: 'another' })),
  'url is "/v1/completions", but the batch was created for "/v1/chat/completions".': () =>
    outcomeOf(lineOf({ url: '/v1/completions' })),
  'The file holds more than … requests: line … is one too many.': () =>
    outcomeOf(['a', 'b', 'c', 'd'].map((id) => lineOf({ custom_id: id })).join('')),
  "The input file '…' does not exist.": async () => {
    const { id } = await spillway.batches.create({ inputFileId: 'file-none', endpoint: '/v1/chat/completions' });
    return (await spillway.batches.ended({ id })).problems.map(({ message }) => message).join();
  },
  'Given up after … attempts: …': async () => {
    await using broken = await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['my-model'] });
    broken.setFaults({ garbage: 1 });
    const executor = createVllmExecutor({ engines: [broken.url], breaker: { failures: 100 } });
    await using on = await open({ workers: [{ executor }], maxAttempts: 2 });
    return await outcomeOf(lineOf(), on);
  },
  'The disk of the blob folder … is nearly full: … MiB are left.': async () => {
    const root = join(folder, 'full');
    await using on = await open({ workers: [], blobs: await createFilesystemBlobs({ root, minFreeBytes: 2 ** 60 }) });
    return await (await createServer({ spillway: on }).fetch(new Request('http://host/readyz'))).text();
  },
};

/** Symptoms that need another machine, another engine or another process, and who shows them. */
const shownElsewhere = new Map([
  ['PostgreSQL does not run as root, and there is no user postgres, _postgres, nobody.', 'server-account.test.ts'],
  ['this is Node …, and Spillway needs 22.18 or newer.', 'any Node older than that'],
  ['Unknown file extension ".ts"', 'the documentation of Node'],
  ['EBADENGINE', 'the documentation of npm'],
  ['Redis refused the connection.', 'connect-redis.test.ts'],
  ['Redis is a node of a cluster.', 'connect-redis.test.ts'],
  ['Redis is no cluster.', 'connect-redis.test.ts'],
  ['Redis is out of memory.', 'translate-error.test.ts'],
  ['Redis takes no writes.', 'translate-error.test.ts'],
  ['The bucket "…" on … cannot be reached', 'service-trouble.test.ts'],
  ['The bucket "…" on … answered 403 …', 's3-blobs.test.ts'],
  ['The bucket "…" on … answered 404 NoSuchBucket', 's3-blobs.test.ts'],
  ['Process … is at work on this input and output.', 'run-lock.test.ts'],
  ['This request was given up: its worker or engine died … times while it ran alone.', 'lost-workers.test.ts'],
]);

function withPassword(password: string): string {
  const url = new URL(database.url);
  url.password = password;
  return url.href;
}

function create(overrides: object, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const order = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '1h' };
  return post('/v1/batches', { ...order, ...overrides }, headers);
}

async function on(idle: Spillway, path: string, init: RequestInit): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  return (await createServer({ spillway: idle }).fetch(new Request(`http://host${path}`, { ...init, headers }))).text();
}

const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
const symptoms = headings.flatMap((heading) => rowsUnder(page, heading).map(([symptom = '']) => symptom));
/** Sentences and error names, rather than the names of fields and codes. */
const quoted = symptoms
  .flatMap((symptom) => [...symptom.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))
  .filter((text) => / |^E[A-Z]+$/.test(text));

describe('the troubles of the page', () => {
  test('are all reproduced', () => {
    expect(symptoms.length).toBeGreaterThan(40);
    expect(quoted.toSorted()).toEqual([...Object.keys(reproductions), ...shownElsewhere.keys()].toSorted());
  });

  test.each(Object.entries(reproductions))('%s', async (symptom, reproduce) => {
    const text = (await reproduce()).replaceAll('\\"', '"');
    expect(text.split('\n').some((line) => isShown(`…${symptom}…`, line))).toBe(true);
  });
});

describe('a batch', () => {
  test('stays validating while no coordinator runs', async () => {
    await using idle = await open({ workers: [] });
    const id = await waiting(idle);
    expect((await idle.batches.get({ id }))?.phase).toBe('validating');
  });

  test('has all requests queued while no worker runs', async () => {
    await using workerless = await open({ workers: [], coordinate: true });
    const id = await waiting(workerless);
    await expect.poll(async () => (await workerless.batches.get({ id }))?.phase).toBe('in_progress');
    const { requests = [] } = (await workerless.batches.requests({ id })) ?? {};
    expect(requests.map(({ status }) => status)).toEqual(['queued']);
  });

  test('keeps the reason of an engine that refuses a request', async () => {
    expect(await outcomeOf(lineOf({}, { messages: [] }))).toMatch(/"status_code":400.*"error":\{"message":/);
  });
});
