import { createSpillway, type Spillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestServer } from '../../store-postgres/test/test-server.ts';
import { type ConformingServer, conformingServer } from './conforming-server.ts';
import { line } from './input-lines.ts';

const open: (() => PromiseLike<void>)[] = [];
afterAll(async () => {
  for (const close of open.reverse()) await close();
});

interface Serving {
  readonly server: ConformingServer;
  readonly operations: readonly Operation[];
  /** Ids that there are. */
  readonly ids: readonly string[];
}

interface Operation {
  readonly method: string;
  readonly path: string;
  /** Names of query parameters and headers. */
  readonly queries: readonly string[];
  readonly headers: readonly string[];
  /** Names of the fields of a JSON body. */
  readonly fields: readonly string[];
}

async function serve(store: Store): Promise<Serving> {
  const spillway = await createSpillway({ store, blobs: createMemoryBlobs(), coordinate: true });
  open.push(() => spillway[Symbol.asyncDispose]());
  const errors: unknown[] = [];
  const server = await conformingServer({ spillway, onError: (error) => errors.push(error) });
  open.push(async () => {
    server.verify();
    expect(errors).toEqual([]);
  });
  return { server, operations: await operationsOf(server), ids: await idsIn(spillway) };
}

/** A batch that runs, and one that has ended. */
async function idsIn({ files, batches, keys }: Spillway): Promise<string[]> {
  const source = Buffer.from(`${line('one')}\n${line('two')}\n`);
  const file = await files.upload({ filename: 'in.jsonl', source });
  const order = { inputFileId: file.id, endpoint: '/v1/chat/completions' };
  const running = await batches.create(order);
  const ended = await batches.create(order);
  await batches.cancel({ id: ended.id });
  await batches.ended({ id: ended.id });
  const { key } = await keys.create({ name: 'known' });
  const requests = [running, ended].map(({ id }) => `batch_req_${id}_0`);
  return [file.id, running.id, ended.id, ...requests, key.id, 'default'];
}

interface Described {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

async function operationsOf(server: ConformingServer): Promise<Operation[]> {
  const answer = await server.fetch(new Request('http://localhost/openapi.json'));
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const namesIn = (place: string): string[] => parameters.filter((one) => one.in === place).map(({ name }) => name);
      const { properties = {} } = requestBody?.content['application/json']?.schema ?? {};
      const [queries, headers] = [namesIn('query'), namesIn('header')];
      return { method: method.toUpperCase(), path, queries, headers, fields: Object.keys(properties) };
    }),
  );
}

const hazards = ['\u0000', 'a\u0000b', '\ud800', '', '0', '1', '-1', '1e3', '9'.repeat(16), 'true', 'input'];
const texts = fc.oneof(
  fc.constantFrom(...hazards),
  fc.string({ unit: 'binary' }),
  fc.base64String({ maxLength: 2_000 }),
);
const values = fc.oneof(texts, fc.jsonValue(), fc.array(texts), fc.dictionary(texts, texts));

interface Made {
  readonly method?: string;
  readonly id: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function requestOf(operation: Operation, made: Made): Request {
  const { method = operation.method, id, query = {}, headers = {}, body = completed({}) } = made;
  const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());
  const pairs = Object.entries(query).map((pair) => pair.map(escaped).join('='));
  const sent = Object.entries(headers).map(([name, value]) => [name, sendable(value)] as [string, string]);
  const path = operation.path.replace(/\{\w+\}/, () => escaped(id));
  return new Request(`http://localhost${path}?${pairs.join('&')}`, {
    method,
    headers: sent,
    ...(!['GET', 'HEAD', 'OPTIONS'].includes(method) && { body: JSON.stringify(body) }),
  });
}

/** What an operation describes, and calls like it. */
function callOf({ operations, ids }: Serving): fc.Arbitrary<() => Request> {
  const words = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...ids) }, texts);
  const some = <Value>(names: readonly string[], value: fc.Arbitrary<Value>): fc.Arbitrary<Record<string, Value>> =>
    names.length > 0 ? fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 }) : fc.constant({});
  return fc.constantFrom(...operations).chain((operation) => {
    const { method, queries, headers, fields } = operation;
    const good = some(fields, fc.oneof(words, fc.array(words), values)).map(completed);
    const made = fc.record({
      method: fc.oneof({ weight: 6, arbitrary: fc.constant(method) }, fc.constantFrom('HEAD', 'OPTIONS', 'PUT')),
      id: words,
      query: some(queries, words),
      headers: some([...headers, 'spillway-tenant'], words),
      body: fc.oneof({ weight: 4, arbitrary: good }, values),
    });
    return made.map((parts) => () => requestOf(operation, parts));
  });
}

/** Calls in which one part has one odd value, and the rest is good. */
function* oddCalls({ operations, ids }: Serving): Generator<Request> {
  for (const operation of operations) {
    for (const id of operation.path.includes('{') ? ids : ['']) {
      for (const odd of hazards) {
        for (const name of operation.queries) yield requestOf(operation, { id, query: { [name]: odd } });
        for (const name of operation.headers) yield requestOf(operation, { id, headers: { [name]: odd } });
        for (const name of operation.fields) yield requestOf(operation, { id, body: completed({ [name]: odd }) });
      }
    }
  }
}

/** The fields, and good ones for those that a call must have. */
function completed(fields: object): object {
  const order = { input_file_id: 'file-1', endpoint: '/v1/embeddings', completion_window: '1h' };
  return { ...order, name: 'name', limits: {}, ...fields };
}

/** What HTTP lets through in a header. */
function sendable(text: string): string {
  return Buffer.from(text.replaceAll(/\p{Cc}/gu, ''), 'utf8').toString('latin1');
}

async function answerTo(server: ConformingServer, request: Request): Promise<void> {
  const answer = await server.fetch(request);
  const where = `${request.method} ${request.url}`;
  const isStream = answer.headers.get('content-type') === 'text/event-stream';
  if (isStream) await answer.body?.cancel();
  const text = isStream ? '' : await answer.text();
  expect([200, 204, 206, 400, 403, 404, 405, 413, 416], `${where}: ${text}`).toContain(answer.status);
  // The one that is asked what the store is.
  if (!where.includes('/v1/system')) expect(text, 'what only one store says').not.toContain('PostgreSQL');
  expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
}

const onMemory = serve(createMemoryStore());
const onPostgres = startTestServer().then(async (server) => {
  open.push(() => server.close());
  const { url } = await server.createDatabase();
  await migrate({ connectionString: url });
  return serve(createPostgresStore({ connectionString: url }));
});

describe.each([
  ['memory', onMemory],
  ['PostgreSQL', onPostgres],
] as const)('on %s', (_, serving) => {
  it('each part of a call may have any odd value', { timeout: 600_000 }, async () => {
    const known = await serving;
    for (const request of oddCalls(known)) await answerTo(known.server, request);
  });

  it('any call like one of the description has an answer', { timeout: 600_000 }, async () => {
    const known = await serving;
    const law = fc.asyncProperty(callOf(known), (call) => answerTo(known.server, call()));
    await fc.assert(law, { numRuns: 500 });
  });
});
