import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import type { Server } from '@spillway/server';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestServer } from '../../store-postgres/test/test-server.ts';
import { conformingServer } from './conforming-server.ts';
import { jsonOf } from './json-of.ts';

const open: (() => PromiseLike<void>)[] = [];
afterAll(async () => {
  for (const close of open.reverse()) await close();
});

async function serverOn(store: Store): Promise<Server> {
  const spillway = await createSpillway({ store, blobs: createMemoryBlobs() });
  open.push(() => spillway[Symbol.asyncDispose]());
  const server = await conformingServer({ spillway });
  open.push(async () => server.verify());
  return server;
}

const onMemory = serverOn(createMemoryStore());
const onPostgres = startTestServer().then(async (server) => {
  open.push(() => server.close());
  const { url } = await server.createDatabase();
  await migrate({ connectionString: url });
  return serverOn(createPostgresStore({ connectionString: url }));
});

/** Answers, and a refusal is in the envelope; never our mistake. */
async function expectSanity(answer: Response): Promise<void> {
  const text = await answer.text();
  expect([200, 204, 400, 404, 405, 413], text).toContain(answer.status);
  expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  if (answer.status < 400) return;
  const { error } = JSON.parse(text) as { error: object };
  expect(Object.keys(error).toSorted()).toEqual(['code', 'message', 'param', 'type']);
}

const call = (path: string, init: RequestInit = {}): Request => new Request(`http://localhost${path}`, init);
const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('\u0000'), fc.constant('\ud800'));
const values = fc.oneof(fc.jsonValue(), texts);

/** Calls that are nearly right, so that most get past the first check. */
const creates = fc.oneof(
  values,
  fc.record(
    {
      input_file_id: fc.oneof({ weight: 3, arbitrary: fc.constant('file-1') }, values),
      endpoint: fc.oneof({ weight: 3, arbitrary: fc.constant('/v1/embeddings') }, values),
      completion_window: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('24h', '1m', '7d') }, values),
      metadata: fc.oneof({ weight: 3, arbitrary: fc.dictionary(texts, texts) }, values),
      output_expires_after: fc.oneof(
        fc.record({
          anchor: fc.constant('created_at'),
          seconds: fc.oneof(fc.constant(3_600), fc.double(), fc.integer()),
        }),
        values,
      ),
    },
    { requiredKeys: ['input_file_id', 'endpoint', 'completion_window'] },
  ),
);

const uploads = fc.oneof(
  values,
  fc.record(
    {
      bytes: fc.oneof({ weight: 3, arbitrary: fc.constant(10) }, fc.integer(), fc.double(), values),
      filename: fc.oneof(
        { weight: 3, arbitrary: fc.constant('in.jsonl') },
        texts.map((text) => `${text}.jsonl`),
        values,
      ),
      mime_type: fc.oneof({ weight: 3, arbitrary: fc.constant('text/plain') }, values),
      purpose: fc.oneof({ weight: 3, arbitrary: fc.constant('batch') }, values),
      expires_after: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, values),
      direct: fc.oneof(fc.boolean(), values),
    },
    { requiredKeys: ['bytes', 'filename', 'mime_type', 'purpose'] },
  ),
);
const completions = fc.oneof(values, fc.record({ part_ids: fc.oneof(fc.array(texts), values), md5: values }));

const queries = fc.dictionary(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom('after', 'limit', 'order', 'purpose') }, texts),
  fc.oneof(texts, fc.integer().map(String), fc.constantFrom('asc', 'desc', 'batch', 'file-1')),
);

/** Pieces that multipart forms are made of, in any order. */
const forms = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '--edge',
        '--edge--',
        '\r\n',
        '\r\n\r\n',
        'content-disposition: form-data; name="file"; filename="a.jsonl"',
        'content-disposition: form-data; name="purpose"',
        'content-disposition: form-data; name="expires_after[seconds]"',
        'content-type: application/octet-stream',
        'batch',
        '3600',
      ),
      texts,
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

/** A good form with one piece of it cut out. */
const cutForms = fc
  .tuple(fc.nat(400), fc.nat(60))
  .map(([at, length]) => `${goodForm.slice(0, at)}${goodForm.slice(at + length)}`);
const goodForm =
  '--edge\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n' +
  '--edge\r\ncontent-disposition: form-data; name="expires_after[anchor]"\r\n\r\ncreated_at\r\n' +
  '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{}\n\r\n' +
  '--edge\r\ncontent-disposition: form-data; name="expires_after[seconds]"\r\n\r\n3600\r\n--edge--\r\n';

describe.each([
  ['memory', onMemory, 300],
  ['PostgreSQL', onPostgres, 100],
] as const)('on %s', (_, serving, numRuns) => {
  it('any body of a create call has an answer', async () => {
    const server = await serving;
    const law = fc.asyncProperty(creates, async (body) => {
      await expectSanity(await server.fetch(call('/v1/batches', { method: 'POST', body: JSON.stringify(body) })));
    });
    await fc.assert(law, { numRuns });
  });

  it('any body of a call about uploads has an answer', async () => {
    const server = await serving;
    const send = (path: string, body: unknown) =>
      server.fetch(call(path, { method: 'POST', body: JSON.stringify(body) ?? '' }));
    const { id } = await jsonOf(
      send('/v1/uploads', { bytes: 1, filename: 'in.jsonl', mime_type: 'x', purpose: 'batch' }),
    );
    const law = fc.asyncProperty(uploads, completions, async (upload, completion) => {
      await expectSanity(await send('/v1/uploads', upload));
      await expectSanity(await send(`/v1/uploads/${id}/complete`, completion));
    });
    await fc.assert(law, { numRuns });
  });

  it('metadata within the bounds come back as they went', async () => {
    const server = await serving;
    const pairs = fc.array(fc.tuple(fc.oneof(fc.string({ maxLength: 64 }), fc.constant('__proto__')), texts), {
      maxLength: 16,
    });
    const law = fc.asyncProperty(pairs, async (pairs) => {
      const metadata = `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
      const body = `{"input_file_id":"file-1","endpoint":"/v1/embeddings","completion_window":"1h","metadata":${metadata}}`;
      const answer = await server.fetch(call('/v1/batches', { method: 'POST', body }));
      const created = (await answer.json()) as { metadata: object };
      expect(answer.status).toBe(200);
      expect(JSON.stringify(created.metadata)).toBe(JSON.stringify(JSON.parse(metadata)));
    });
    await fc.assert(law, { numRuns });
  });

  it('any query of a list has an answer', async () => {
    const server = await serving;
    const law = fc.asyncProperty(fc.constantFrom('files', 'batches'), queries, async (kind, query) => {
      const text = Object.entries(query).map((pair) =>
        pair.map((half) => encodeURIComponent(half.toWellFormed())).join('='),
      );
      await expectSanity(await server.fetch(call(`/v1/${kind}?${text.join('&')}`)));
    });
    await fc.assert(law, { numRuns });
  });

  it('any id has an answer', async () => {
    const server = await serving;
    const paths = fc.constantFrom(
      ...[
        '/v1/files/ID',
        '/v1/files/ID/content',
        '/v1/files/ID/content_url',
        '/v1/batches/ID',
        '/v1/batches/ID/cancel',
      ],
      ...['/v1/uploads/ID', '/v1/uploads/ID/parts', '/v1/uploads/ID/complete', '/v1/uploads/ID/cancel'],
    );
    const methods = fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS');
    const law = fc.asyncProperty(paths, methods, texts, async (path, method, id) => {
      const at = path.replace('ID', () => encodeURIComponent(id.toWellFormed()));
      await expectSanity(await server.fetch(call(at, { method })));
    });
    await fc.assert(law, { numRuns });
  });

  it('any form of an upload has an answer', async () => {
    const server = await serving;
    const law = fc.asyncProperty(fc.oneof(forms, cutForms), fc.nat(64), async (form, chunkBytes) => {
      const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
      const body = inChunks(Buffer.from(form), chunkBytes + 1);
      const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
      await expectSanity(await server.fetch(call('/v1/files', init)));
    });
    await fc.assert(law, { numRuns });
  });
});

function inChunks(bytes: Buffer, size: number): ReadableStream<Uint8Array> {
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size);
  return ReadableStream.from(starts.map((start) => new Uint8Array(bytes.subarray(start, start + size))));
}
