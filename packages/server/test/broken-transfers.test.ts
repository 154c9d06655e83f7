import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpillwayError } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryBlobs } from '@spillway/core/memory';
import { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { observeBlobs } from './observed-blobs.ts';
import { connectTo, exchange, filePart, readToEnd, uploadHead } from './raw-http.ts';

const megabyte = Buffer.alloc(1024 ** 2, 'x');
const ways = ['end', 'reset'] as const;

describe('an upload that breaks off', () => {
  it.each(ways)('by %s leaves no file and no bytes', async (way) => {
    const root = await mkdtemp(join(tmpdir(), 'spillway-server-'));
    const blobs = observeBlobs(filesystem(await createFilesystemBlobs({ root, fsync: false })));
    await using api = await startApi({ blobs });
    const socket = await connectTo(api.port);
    socket.write(uploadHead(apiKey, `content-length: ${megabyte.length * 10}`) + filePart);
    socket.write(megabyte);
    await blobs.busy;
    if (way === 'end') socket.destroy();
    else socket.resetAndDestroy();
    await blobs.idle;
    expect((await api.client.files.list()).data).toEqual([]);
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['storage-id']);
    expect(api.errors).toEqual([]);
    await rm(root, { recursive: true });
  });

  it('inside the form, though HTTP says that it is whole, is refused', async () => {
    const body = `${filePart}some content`;
    await using api = await startApi();
    const head = uploadHead(apiKey, `content-length: ${body.length}\r\nconnection: close`);
    const answer = await exchange(api.port, head + body);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"invalid_multipart"');
    expect((await api.client.files.list()).data).toEqual([]);
    expect((await api.blobs.list({ prefix: 'files/', limit: 1 })).blobs).toEqual([]);
  });

  it('behind the file, before the closing boundary, is refused', async () => {
    const body = `${filePart}some content\r\n--edge\r\ncontent-disposition: form-data; name="x"\r\n\r\nva`;
    await using api = await startApi();
    const head = uploadHead(apiKey, `content-length: ${body.length}\r\nconnection: close`);
    expect(await exchange(api.port, head + body)).toMatch(/^HTTP\/1.1 400 /);
    expect((await api.blobs.list({ prefix: 'files/', limit: 1 })).blobs).toEqual([]);
  });

  it('for lack of room on our side is 503, and the sender may come again', async () => {
    const full = async (): Promise<never> => {
      throw new SpillwayError('The disk is full.', { code: 'unavailable' });
    };
    await using api = await startApi({ blobs: { ...createMemoryBlobs(), put: failFiles(full) } });
    const error = await api.client.files
      .create({ file: await toFile(megabyte, 'a.jsonl'), purpose: 'batch' })
      .catch((error) => error);
    expect(error).toMatchObject({ status: 503, code: 'unavailable' });
    expect(error.headers.get('retry-after')).toBe('1');
    expect(api.errors).toHaveLength(1);
  });
});

describe('a download', () => {
  it.each(ways)('that breaks off by %s frees its source', async (way) => {
    const blobs = observeBlobs();
    await using api = await startApi({ blobs });
    const content = Buffer.alloc(64 * 1024 ** 2, 'x');
    const { id } = await api.spillway.files.upload({ filename: 'a.jsonl', source: content });
    await blobs.idle;
    const reading = observeBlobs(api.blobs);
    const other = await startApi({ store: api.store, blobs: reading, keepOpen: true, coordinate: false });
    const socket = await connectTo(other.port);
    socket.write(`GET /v1/files/${id}/content HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiKey}\r\n\r\n`);
    await once(socket, 'data');
    if (way === 'end') socket.destroy();
    else socket.resetAndDestroy();
    await reading.idle;
    expect(other.errors).toEqual([]);
    await other[Symbol.asyncDispose]();
  });

  it('whose bytes cannot be had is refused before it begins', async () => {
    const blobs = createMemoryBlobs();
    await using api = await startApi({ blobs });
    const { id } = await api.client.files.create({ file: await toFile(megabyte, 'a.jsonl'), purpose: 'batch' });
    const { blobs: found } = await blobs.list({ prefix: 'files/', limit: 1 });
    await blobs.remove(found.map(({ key }) => key));
    const error = await api.client.files.content(id).catch((error) => error);
    expect(error).toMatchObject({ status: 500, type: 'server_error' });
    expect(error.message).not.toContain('files/');
    expect(api.errors).toMatchObject([{ message: expect.stringContaining(id) }]);
  });

  it('asked for by HEAD opens nothing', async () => {
    const blobs = observeBlobs();
    let reads = 0;
    const read: typeof blobs.read = (...args) => {
      reads++;
      return blobs.read(...args);
    };
    await using api = await startApi({ blobs: { ...blobs, read } });
    const { id } = await api.client.files.create({ file: await toFile(megabyte, 'a.jsonl'), purpose: 'batch' });
    const before = reads;
    const url = `${api.url}/v1/files/${id}/content`;
    const answer = await fetch(url, { method: 'HEAD', headers: { authorization: `Bearer ${apiKey}` } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(megabyte.length));
    expect(reads).toBe(before);
  });

  it('goes on where it was cut', async () => {
    await using api = await startApi();
    const { id } = await api.client.files.create({
      file: await toFile(Buffer.from('0123456789'), 'a.jsonl'),
      purpose: 'batch',
    });
    const part = async (range: string): Promise<readonly [number, string, string | null]> => {
      const headers = { authorization: `Bearer ${apiKey}`, range };
      const answer = await fetch(`${api.url}/v1/files/${id}/content`, { headers });
      return [answer.status, await answer.text(), answer.headers.get('content-range')];
    };
    expect(await part('bytes=4-')).toEqual([206, '456789', 'bytes 4-9/10']);
    expect(await part('bytes=0-3')).toEqual([206, '0123', 'bytes 0-3/10']);
    expect(await part('bytes=-2')).toEqual([206, '89', 'bytes 8-9/10']);
    expect(await part('bytes=8-99')).toEqual([206, '89', 'bytes 8-9/10']);
    expect(await part('bytes=10-')).toMatchObject([416, expect.any(String), 'bytes */10']);
    for (const whole of ['bytes=5-3', 'lines=1-2', 'bytes=0-1,4-5'])
      expect(await part(whole)).toEqual([200, '0123456789', null]);
  });
});

describe('closing', () => {
  it('lets a running upload finish and refuses new connections', async () => {
    const blobs = observeBlobs();
    const api = await startApi({ blobs });
    const body = `${filePart}{}\r\n--edge--\r\n`;
    const socket = await connectTo(api.port);
    socket.write(uploadHead(apiKey, `content-length: ${body.length}`) + body.slice(0, -12));
    await blobs.busy;
    const closing = api.close({ graceMs: 600_000 });
    await expect(connectTo(api.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    socket.write(body.slice(-12));
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1.1 200 /);
    await closing;
    await api[Symbol.asyncDispose]();
  });

  it('cuts what does not finish in time', async () => {
    const blobs = observeBlobs();
    await using api = await startApi({ blobs });
    const socket = await connectTo(api.port);
    socket.write(`${uploadHead(apiKey, 'content-length: 1000000')}${filePart}{}`);
    await blobs.busy;
    await api.close({ graceMs: 0 });
    await blobs.idle;
    expect((await blobs.list({ prefix: 'files/', limit: 1 })).blobs).toEqual([]);
  });
});

/** The object's methods as functions of their own, so that it can be spread. */
function filesystem(blobs: Awaited<ReturnType<typeof createFilesystemBlobs>>): typeof blobs {
  return {
    capabilities: blobs.capabilities,
    put: (...args) => blobs.put(...args),
    read: (...args) => blobs.read(...args),
    head: (...args) => blobs.head(...args),
    list: (...args) => blobs.list(...args),
    remove: (...args) => blobs.remove(...args),
    ping: (...args) => blobs.ping(...args),
    [Symbol.asyncDispose]: () => blobs[Symbol.asyncDispose](),
  };
}

/** Memory blobs whose puts of files fail; the storage's own identity must be written. */
function failFiles(fail: () => Promise<never>): ReturnType<typeof createMemoryBlobs>['put'] {
  const inner = createMemoryBlobs();
  return (key, ...rest) => (key.startsWith('files/') ? fail() : inner.put(key, ...rest));
}
