import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { APIError, toFile } from 'openai';
import { toStreamingFile } from 'openai/core/uploads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from './api-under-test.ts';
import { createBatch, line } from './input-lines.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const text = `${line('one')}\n`;
const jsonl = (content = text, name = 'input.jsonl'): Promise<File> => toFile(Buffer.from(content), name);

async function refusal(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  expect(error).toBeInstanceOf(APIError);
  return error;
}

describe('a file that the official client uploads', () => {
  it('is described as the wire wants it', async () => {
    const file = await api.client.files.create({ file: await jsonl(), purpose: 'batch' });
    expect(file).toMatchObject({
      object: 'file',
      bytes: Buffer.byteLength(text),
      filename: 'input.jsonl',
      purpose: 'batch',
      status: 'processed',
      status_details: null,
    });
    expect(file.id).toMatch(/^file-/);
    expect(file.expires_at).toBe(file.created_at + 30 * 86_400);
  });

  it('comes back as it went', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const file = await api.client.files.create({ file: await toFile(content, 'bytes.jsonl'), purpose: 'batch' });
    const answer = await api.client.files.content(file.id);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    expect(answer.headers.get('content-length')).toBe('300000');
  });

  it('may be a stream of unknown length', async () => {
    const chunks = Array.from({ length: 100 }, (_, index) => Buffer.from(`${line(`s-${index}`)}\n`));
    const file = await api.client.files.create({
      file: toStreamingFile(Readable.from(chunks), 'stream.jsonl'),
      purpose: 'batch',
    });
    expect(file.bytes).toBe(Buffer.concat(chunks).length);
    expect(await (await api.client.files.content(file.id)).text()).toBe(Buffer.concat(chunks).toString());
  });

  it('may be read from the disk', async () => {
    const path = fileURLToPath(import.meta.url);
    const named = toStreamingFile(createReadStream(path), 'tests.jsonl');
    for (const file of [named, createReadStream(path)]) {
      const purpose = file === named ? 'batch' : 'user_data';
      const { id, filename } = await api.client.files.create({ file, purpose });
      expect(filename).toBe(file === named ? 'tests.jsonl' : 'files.test.ts');
      expect(await (await api.client.files.content(id)).text()).toBe(await readFile(path, 'utf8'));
    }
  });

  it('expires when it is told to', async () => {
    const file = await api.client.files.create({
      file: await jsonl(),
      purpose: 'batch',
      expires_after: { anchor: 'created_at', seconds: 3_600 },
    });
    expect(file.expires_at).toBe(file.created_at + 3_600);
  });

  it('keeps for ever with another purpose', async () => {
    const file = await api.client.files.create({ file: await jsonl('x', 'notes.txt'), purpose: 'user_data' });
    expect(file).toMatchObject({ purpose: 'user_data', filename: 'notes.txt', expires_at: null });
  });

  it('keeps its name, whatever the language', async () => {
    const file = await api.client.files.create({ file: await jsonl(text, 'häuser (neu) 家.jsonl'), purpose: 'batch' });
    expect(file.filename).toBe('häuser (neu) 家.jsonl');
    const { headers } = await api.client.files.content(file.id);
    expect(headers.get('content-disposition')).toContain("filename*=UTF-8''h%C3%A4user%20%28neu%29%20%E5%AE%B6.jsonl");
  });

  it('may be empty', async () => {
    const file = await api.client.files.create({ file: await jsonl(''), purpose: 'batch' });
    expect(file.bytes).toBe(0);
    expect(await (await api.client.files.content(file.id)).text()).toBe('');
  });

  it('is processed at once', async () => {
    const { id } = await api.client.files.create({ file: await jsonl(), purpose: 'batch' });
    expect(await api.client.files.waitForProcessing(id)).toMatchObject({ id, status: 'processed' });
  });

  it('is found, deleted, and found no more', async () => {
    const { id } = await api.client.files.create({ file: await jsonl(), purpose: 'batch' });
    expect(await api.client.files.retrieve(id)).toMatchObject({ id });
    expect(await api.client.files.delete(id)).toEqual({ id, object: 'file', deleted: true });
    for (const call of [api.client.files.retrieve(id), api.client.files.content(id), api.client.files.delete(id)]) {
      expect(await refusal(call)).toMatchObject({ status: 404, type: 'invalid_request_error', code: null });
    }
  });

  it('stays while a live batch reads it', async () => {
    await using idle = await startApi({ coordinate: false });
    const batch = await createBatch(idle.client, [line('one')]);
    expect(await refusal(idle.client.files.delete(batch.input_file_id))).toMatchObject({
      status: 400,
      code: 'file_in_use',
    });
  });
});

describe('an upload is refused, and nothing of it is kept,', () => {
  it.each([
    [
      'whose name does not end in .jsonl',
      { file: jsonl(text, 'input.json'), purpose: 'batch' },
      'file',
      'invalid_value',
    ],
    ['of an unknown purpose', { file: jsonl(), purpose: 'world peace' }, 'purpose', 'invalid_value'],
    ['without a purpose', { file: jsonl() }, 'purpose', 'missing_required_parameter'],
    ['without a file', { purpose: 'batch' }, 'file', 'missing_required_parameter'],
    [
      'that would expire too soon',
      { file: jsonl(), purpose: 'batch', expires_after: { anchor: 'created_at', seconds: 3_599 } },
      'expires_after[seconds]',
      'invalid_value',
    ],
    [
      'whose expiry has no anchor',
      { file: jsonl(), purpose: 'batch', expires_after: { seconds: 3_600 } },
      'expires_after[anchor]',
      'missing_required_parameter',
    ],
    [
      'whose expiry has no seconds',
      { file: jsonl(), purpose: 'batch', expires_after: { anchor: 'created_at' } },
      'expires_after[seconds]',
      'missing_required_parameter',
    ],
  ])('%s', async (_, body, param, code) => {
    const { file, ...rest } = body as { file?: Promise<File> };
    const form = { ...rest, ...(file && { file: await file }) } as never;
    const kept = async (): Promise<number> => (await api.blobs.list({ prefix: 'files/', limit: 1_000 })).blobs.length;
    const before = await kept();
    expect(await refusal(api.client.files.create(form))).toMatchObject({ status: 400, param, code });
    expect(await kept()).toBe(before);
  });

  it('beyond the limit', async () => {
    await using small = await startApi({ limits: { fileBytes: 1_000 } });
    const file = await jsonl('x'.repeat(1_001));
    expect(await refusal(small.client.files.create({ file, purpose: 'batch' }))).toMatchObject({ status: 413 });
    expect((await small.blobs.list({ prefix: 'files/', limit: 1 })).blobs).toEqual([]);
    expect((await small.client.files.list()).data).toEqual([]);
  });
});

describe('a list of files', () => {
  it('is walked by the client to its end, in either order', async () => {
    await using fresh = await startApi();
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      ids.push((await fresh.client.files.create({ file: await jsonl(), purpose: 'batch' })).id);
    }
    const walk = async (query: object): Promise<string[]> => {
      const found: string[] = [];
      for await (const file of fresh.client.files.list({ limit: 3, ...query })) found.push(file.id);
      return found;
    };
    const oldestFirst = await walk({ order: 'asc' });
    expect(oldestFirst.toSorted()).toEqual(ids.toSorted());
    expect(await walk({})).toEqual(oldestFirst.toReversed());
    expect(await walk({ purpose: 'user_data' })).toEqual([]);
  });

  it('names its first and last id', async () => {
    await using fresh = await startApi();
    const list = async (): Promise<object> =>
      (
        await fetch(`${fresh.url}/v1/files`, { headers: { authorization: `Bearer ${fresh.client.apiKey}` } })
      ).json() as Promise<object>;
    expect(await list()).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
    const { id } = await fresh.client.files.create({ file: await jsonl(), purpose: 'batch' });
    expect(await list()).toMatchObject({ first_id: id, last_id: id, has_more: false });
  });
});
