import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStorage } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Scope } from '@spillway/core/store';
import { APIError, type OpenAI, toFile } from 'openai';
import type { Upload } from 'openai/resources/uploads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';
import { withWork } from './working-api.ts';

const clock = { aheadMs: 0 };
const store = createMemoryStore({ now: () => Date.now() + clock.aheadMs });
let root: string;
let api: ApiUnderTest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spillway-uploads-'));
  const limits = { uploadBytes: 200_000_000 };
  api = await startApi({ store, blobs: await createFilesystemBlobs({ root }), limits });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

const order = { filename: 'in.jsonl', mime_type: 'application/jsonl', purpose: 'batch' } as const;
const begin = (bytes: number, fields: object = {}): Promise<Upload> =>
  api.client.uploads.create({ ...order, bytes, ...fields });

async function addPart(uploadId: string, content: string | Buffer, client: OpenAI = api.client): Promise<string> {
  const data = await toFile(Buffer.from(content), 'part');
  return (await client.uploads.parts.create(uploadId, { data })).id;
}

async function refusal(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  expect(error).toBeInstanceOf(APIError);
  return error;
}

async function takesNothing(call: () => Promise<unknown>): Promise<void> {
  expect(await refusal(call())).toMatchObject({ status: 400, code: 'conflict', param: 'upload_id' });
}

async function kept(prefix: string): Promise<number> {
  return (await api.blobs.list({ prefix, limit: 1_000 })).blobs.length;
}

it('a file in parts is worked like any other, and is read by ranges', async () =>
  withWork(async (working) => {
    working.work();
    const halves = [`${line('one')}\n${line('tw')}`.slice(0, 60), `${line('one')}\n${line('two')}\n`.slice(60)];
    const bytes = halves.join('').length;
    const upload = await working.client.uploads.create({ ...order, bytes });
    const part_ids: string[] = [];
    for (const half of halves) part_ids.push(await addPart(upload.id, half, working.client));
    const { file } = await working.client.uploads.complete(upload.id, { part_ids });
    const batch = await working.client.batches.create({
      input_file_id: file?.id as string,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    expect(await working.ended(batch.id)).toMatchObject({ phase: 'completed', counts: { succeeded: 2 } });

    const whole = await working.get(`/v1/files/${file?.id}/content`);
    const tag = whole.headers.get('etag') as string;
    expect(tag).toBe(`"${file?.id}"`);
    const headers = { range: 'bytes=3-9', 'if-range': tag };
    const part = await working.get(`/v1/files/${file?.id}/content`, headers);
    expect([part.status, await part.text()]).toEqual([206, (await whole.text()).slice(3, 10)]);
  }));

describe('an upload is refused', () => {
  it.each([
    ['beyond the limit', { bytes: 200_000_001 }, 413, 'bytes', 'too_large'],
    ['of no bytes', { bytes: 0 }, 400, 'bytes', 'invalid_value'],
    ['without its number of bytes', { bytes: undefined }, 400, 'bytes', 'missing_required_parameter'],
    ['whose name does not end in .jsonl', { filename: 'in.json' }, 400, 'filename', 'invalid_value'],
    ['without a name', { filename: undefined }, 400, 'filename', 'missing_required_parameter'],
    ['of an unknown purpose', { purpose: 'world peace' }, 400, 'purpose', 'invalid_value'],
    ['without a purpose', { purpose: undefined }, 400, 'purpose', 'missing_required_parameter'],
    ['without a type', { mime_type: undefined }, 400, 'mime_type', 'missing_required_parameter'],
    [
      'whose file would expire too soon',
      { expires_after: { anchor: 'created_at', seconds: 3_599 } },
      400,
      'expires_after.seconds',
      'invalid_value',
    ],
  ])('%s', async (_, fields, status, param, code) => {
    expect(await refusal(begin(10, fields))).toMatchObject({ status, param, code });
  });

  it('by a store that takes none', async () => {
    const { uploads: _, ...bare } = createMemoryStore();
    await using without = await startApi({ store: bare });
    const refused = await refusal(without.client.uploads.create({ ...order, bytes: 1 }));
    expect(refused).toMatchObject({ status: 400, param: 'store' });
  });
});

describe('a part is refused, and nothing of it is kept,', () => {
  it('that is no form', async () => {
    const { id } = await begin(10);
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${api.url}/v1/uploads/${id}/parts`, { method: 'POST', headers, body: 'bytes' });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'invalid_multipart' } }]);
  });

  it('whose form has no data', async () => {
    const { id } = await begin(10);
    const form = new FormData();
    form.set('file', new File(['x'], 'part'));
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await fetch(`${api.url}/v1/uploads/${id}/parts`, { method: 'POST', headers, body: form });
    const error = { code: 'missing_required_parameter', param: 'data' };
    expect([answer.status, await answer.json()]).toMatchObject([400, { error }]);
    expect(await kept(`uploads/${id}/`)).toBe(0);
  });

  it('that breaks off', async () => {
    const { id } = await begin(10);
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'multipart/form-data; boundary=b' };
    const head = '--b\r\ncontent-disposition: form-data; name="data"; filename="p"\r\n\r\n';
    const body = `${head}half of`;
    const answer = await fetch(`${api.url}/v1/uploads/${id}/parts`, { method: 'POST', headers, body });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'invalid_multipart' } }]);
    expect(await kept(`uploads/${id}/`)).toBe(0);
    expect((await store.uploads?.get({ tenant: 'default', id }))?.parts).toEqual([]);
  });
});

describe('a completion', () => {
  it('is refused for parts that are unknown, come twice, or do not have the announced bytes', async () => {
    const { id } = await begin(6);
    const [a, b] = [await addPart(id, 'abc'), await addPart(id, 'def')];
    const before = await kept('files/');
    for (const part_ids of [[], [a], [a, a], [a, 'part_none'], [b, a, a]]) {
      const refused = await refusal(api.client.uploads.complete(id, { part_ids }));
      expect(refused).toMatchObject({ status: 400, param: 'part_ids', code: 'invalid_value' });
    }
    for (const part_ids of ['all', [1], [''], undefined]) {
      const refused = await refusal(api.client.uploads.complete(id, { part_ids } as never));
      expect(refused).toMatchObject({ status: 400, param: expect.stringMatching(/^part_ids/) });
    }
    expect(await kept('files/')).toBe(before);
    const { status, file } = await api.client.uploads.complete(id, { part_ids: [b, a] });
    expect(status).toBe('completed');
    expect(await (await api.client.files.content(file?.id as string)).text()).toBe('defabc');
    expect(await kept(`uploads/${id}/`)).toBe(0);
  });

  it('is refused when the MD5 is that of something else, or none', async () => {
    const { id } = await begin(3);
    const part_ids = [await addPart(id, 'abc')];
    for (const md5 of ['0'.repeat(32), 'abc']) {
      const refused = await refusal(api.client.uploads.complete(id, { part_ids, md5 }));
      expect(refused).toMatchObject({ status: 400, param: 'md5', code: 'invalid_value' });
    }
    const md5 = '900150983CD24FB0D6963F7D28E17F72';
    expect(await api.client.uploads.complete(id, { part_ids, md5 })).toMatchObject({ status: 'completed' });
  });

  it('that comes again is answered the same, and with other parts refused', async () => {
    const { id } = await begin(6);
    const [a, b] = [await addPart(id, 'abc'), await addPart(id, 'def')];
    const answers = await Promise.all([1, 2, 3].map(() => api.client.uploads.complete(id, { part_ids: [a, b] })));
    answers.push(await api.client.uploads.complete(id, { part_ids: [a, b] }));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const others = await refusal(api.client.uploads.complete(id, { part_ids: [b, a] }));
    expect(others).toMatchObject({ status: 400, code: 'conflict', param: 'part_ids' });
    await takesNothing(() => api.client.uploads.cancel(id));
    await takesNothing(() => addPart(id, 'ghi'));
  });
});

it('an upload that was cancelled takes nothing more, and keeps nothing', async () => {
  const { id } = await begin(3);
  const part_ids = [await addPart(id, 'abc')];
  const cancelled = await api.client.uploads.cancel(id);
  expect(cancelled.status).toBe('cancelled');
  expect(await kept(`uploads/${id}/`)).toBe(0);
  await takesNothing(() => api.client.uploads.complete(id, { part_ids }));
  await takesNothing(() => addPart(id, 'abc'));
  expect(await api.client.uploads.cancel(id)).toEqual(cancelled);
});

it('an upload that expired takes nothing more, and is looked at until it is forgotten', async () => {
  const { id, expires_at } = await begin(3);
  const part_ids = [await addPart(id, 'abc')];
  const look = async (): Promise<unknown> => (await fetchUpload(id)).json();
  expect(await look()).toMatchObject({ id, status: 'pending', expires_at, direct: null });
  clock.aheadMs += 3_600_000;
  expect(await look()).toMatchObject({ id, status: 'expired', expires_at });
  await takesNothing(() => api.client.uploads.complete(id, { part_ids }));
  await takesNothing(() => api.client.uploads.cancel(id));
  await takesNothing(() => addPart(id, 'abc'));
  clock.aheadMs += 86_400_000;
  await store.uploads?.purge([id]);
  expect((await fetchUpload(id)).status).toBe(404);
});

function fetchUpload(id: string): Promise<Response> {
  return fetch(`${api.url}/v1/uploads/${id}`, { headers: { authorization: `Bearer ${apiKey}` } });
}

it('a key that may not write is shown no address to write to', async () => {
  const blobs: BlobStorage = {
    ...createMemoryBlobs(),
    capabilities: { signedUrls: true },
    signUpload: async (key) => ({ method: 'PUT', url: `https://bucket/${key}`, headers: {}, expiresAt: 1_000 }),
  };
  await using signing = await startApi({ blobs });
  const { id } = await signing.client.uploads.create({ ...order, bytes: 3, direct: true } as never);
  const seenWith = async (...scopes: Scope[]): Promise<unknown> => {
    const { secret } = await signing.spillway.keys.create({ name: 'k', scopes });
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(`${signing.url}/v1/uploads/${id}`, { headers })).json();
  };
  expect(await seenWith('read')).toMatchObject({ id, status: 'pending', direct: null });
  for (const scopes of [['read', 'write'], ['operator']] as const) {
    expect(await seenWith(...scopes)).toMatchObject({ direct: { url: `https://bucket/uploads/${id}/direct` } });
  }
});

it('blob storage that signs nothing is not gone to directly', async () => {
  const upload = await begin(3, { direct: true });
  expect(upload).toMatchObject({ status: 'pending', direct: null });
  const { id } = await api.client.files.create({ file: await toFile(Buffer.from(''), 'in.jsonl'), purpose: 'batch' });
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${api.url}/v1/files/${id}/content_url`, { headers });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'direct_unsupported' } }]);
});
