import { createHash } from 'node:crypto';
import { createMemoryStore } from '@spillway/core/memory';
import type { OpenAI } from 'openai';
import { toFile } from 'openai';
import type { Batch } from 'openai/resources/batches';
import type { FileObject } from 'openai/resources/files';
import { expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';
import { withWork } from './working-api.ts';

/** The resource, and the names of its methods that were called. */
function watched<Resource extends object>(resource: Resource): { resource: Resource; called: Set<string> } {
  const called = new Set<string>();
  const get = (target: Resource, name: string | symbol): unknown => {
    called.add(String(name));
    return Reflect.get(target, name);
  };
  return { resource: new Proxy(resource, { get }), called };
}

const methodsOf = (resource: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter((name) => name !== 'constructor');

const jsonl = Buffer.from(`${line('one')}\n${line('two')}\n`);
const upload = async (): Promise<File> => toFile(jsonl, 'in.jsonl');

it('has every call of the official client for files, with its streams, pages and raw answers', async () => {
  // Files of one millisecond are listed in the order of their ids.
  let at = 0;
  const now = (): number => (at = Math.max(at + 1, Date.now()));
  await using api = await startApi({ store: createMemoryStore({ now }) });
  const { resource: files, called } = watched(api.client.files);
  const made: FileObject[] = [];
  for (let count = 0; count < 5; count++) made.push(await files.create({ file: await upload(), purpose: 'batch' }));
  const newestFirst = made.map(({ id }) => id).toReversed();
  const file = made[0] as FileObject;

  const { data, response, request_id } = await files.retrieve(file.id).withResponse();
  expect([data, response.status, request_id]).toEqual([file, 200, response.headers.get('x-request-id')]);
  expect(await files.waitForProcessing(file.id)).toEqual(file);

  const streamed = await files.content(file.id);
  const chunks = await Array.fromAsync(streamed.body as unknown as AsyncIterable<Uint8Array>);
  expect(Buffer.concat(chunks)).toEqual(jsonl);
  const part = await files.content(file.id, { headers: { range: 'bytes=5-9' } });
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, jsonl.subarray(5, 10)]);

  expect((await Array.fromAsync(files.list({ limit: 2 }))).map(({ id }) => id)).toEqual(newestFirst);
  const pages: number[] = [];
  const first = await files.list({ limit: 2, order: 'asc', purpose: 'batch' });
  for await (const page of first.iterPages()) pages.push(page.getPaginatedItems().length);
  expect([pages, first.hasNextPage()]).toEqual([[2, 2, 1], true]);
  const second = await first.getNextPage();
  expect(second.data).toEqual(made.slice(2, 4));

  expect(await files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true });
  expect([...called]).toEqual(expect.arrayContaining(methodsOf(api.client.files)));
});

it('has every call of the official client for uploads, with parts that come at once and in any order', async () => {
  await using api = await startApi();
  const { resource: uploads, called } = watched(api.client.uploads);
  const { resource: parts, called: calledOfParts } = watched(api.client.uploads.parts);
  const order = {
    bytes: jsonl.length,
    filename: 'in.jsonl',
    mime_type: 'application/jsonl',
    purpose: 'batch',
  } as const;
  const expires_after = { anchor: 'created_at', seconds: 7_200 } as const;
  const begun = await uploads.create({ ...order, expires_after });
  expect(begun).toMatchObject({
    object: 'upload',
    status: 'pending',
    filename: 'in.jsonl',
    purpose: 'batch',
    file: null,
  });
  expect([begun.bytes, begun.expires_at - begun.created_at]).toEqual([jsonl.length, 3_600]);

  const cuts = Array.from({ length: 8 }, (_, index) => Math.floor((index * jsonl.length) / 8));
  const pieces = cuts.map((from, index) => jsonl.subarray(from, cuts[index + 1]));
  const backwards = pieces.toReversed().map(async (piece) => {
    return parts.create(begun.id, { data: await toFile(piece, 'part') });
  });
  const made = (await Promise.all(backwards)).toReversed();
  expect(made[0]).toEqual({
    id: expect.stringMatching(/^part_/),
    object: 'upload.part',
    created_at: expect.any(Number),
    upload_id: begun.id,
  });
  const md5 = createHash('md5').update(jsonl).digest('hex');
  const { data: completed, response } = await uploads
    .complete(begun.id, { part_ids: made.map(({ id }) => id), md5 })
    .withResponse();
  expect([completed.status, response.headers.get('content-type')]).toEqual(['completed', 'application/json']);
  const file = await api.client.files.retrieve(completed.file?.id as string);
  expect(file).toEqual(completed.file);
  expect((file.expires_at ?? 0) - file.created_at).toBe(7_200);
  expect(await (await api.client.files.content(file.id)).text()).toBe(jsonl.toString());

  const dropped = await uploads.create(order);
  expect(await uploads.cancel(dropped.id)).toEqual({ ...dropped, status: 'cancelled' });
  // `parts` is the resource of the other calls.
  expect([...called]).toEqual(expect.arrayContaining(methodsOf(api.client.uploads)));
  expect([...calledOfParts]).toEqual(expect.arrayContaining(methodsOf(api.client.uploads.parts)));
});

async function eventually(batches: OpenAI['batches'], id: string): Promise<Batch> {
  for (;;) {
    const batch = await batches.retrieve(id);
    if (batch.completed_at || batch.failed_at || batch.cancelled_at || batch.expired_at) return batch;
  }
}

it('has every call of the official client for batches, with its pages and raw answers', async () =>
  withWork(async (api) => {
    const { resource: batches, called } = watched(api.client.batches);
    const file = await api.client.files.create({ file: await upload(), purpose: 'batch' });
    const order = {
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      output_expires_after: { anchor: 'created_at', seconds: 3_600 },
    } as const;
    const cancelled = await batches.create(order);
    expect((await batches.cancel(cancelled.id)).status).toBe('cancelling');
    expect((await eventually(batches, cancelled.id)).status).toBe('cancelled');
    api.work();
    const { data: created, response } = await batches.create(order).withResponse();
    expect([created.object, response.headers.get('content-type')]).toEqual(['batch', 'application/json']);
    const done = await eventually(batches, created.id);
    expect([done.status, done.request_counts]).toEqual(['completed', { total: 2, completed: 2, failed: 0 }]);
    const output = await api.client.files.retrieve(done.output_file_id as string);
    expect((output.expires_at ?? 0) - output.created_at).toBe(3_600);

    const walked = await Array.fromAsync(batches.list({ limit: 1 }));
    expect(walked.map(({ id }) => id)).toEqual([created.id, cancelled.id]);
    const page = await batches.list({ limit: 1 });
    expect([page.hasNextPage(), (await page.getNextPage()).data[0]?.id]).toEqual([true, cancelled.id]);
    expect([...called]).toEqual(expect.arrayContaining(methodsOf(api.client.batches)));
  }));
