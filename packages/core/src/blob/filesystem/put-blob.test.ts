import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder, treeOf } from '../../../test/fresh-folder.ts';
import { type BlobStorage, readBlob } from '../index.ts';
import { createFilesystemBlobs } from './index.ts';

const nothing = ['.tmp/'];

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function textOf(blobs: BlobStorage, key: string): Promise<string> {
  return (await readBlob(blobs, key)).toString();
}

describe('put', () => {
  test('a blob reads as it was put, from bytes and from a stream', async () => {
    const blobs = await createFilesystemBlobs({ root: await freshFolder() });
    expect(await blobs.put('a/bytes', Buffer.from('one'))).toEqual({ bytes: 3 });
    expect(await blobs.put('a/stream', chunksOf('two', '', ' and three'))).toEqual({ bytes: 13 });
    expect(await textOf(blobs, 'a/bytes')).toBe('one');
    expect(await textOf(blobs, 'a/stream')).toBe('two and three');
  });

  test('an empty source makes an empty blob', async () => {
    const blobs = await createFilesystemBlobs({ root: await freshFolder() });
    expect(await blobs.put('bytes', new Uint8Array(0))).toEqual({ bytes: 0 });
    expect(await blobs.put('stream', chunksOf())).toEqual({ bytes: 0 });
    expect(await blobs.head('bytes')).toEqual({ bytes: 0 });
    expect(await textOf(blobs, 'stream')).toBe('');
  });

  test('thousands of small and some large chunks come out in order', async () => {
    const blobs = await createFilesystemBlobs({ root: await freshFolder(), fsync: false });
    const lines = Array.from({ length: 5000 }, (_, index) => `${index}\n`.repeat(index % 1000 === 0 ? 100_000 : 1));
    await blobs.put('lines', chunksOf(...lines));
    expect(await textOf(blobs, 'lines')).toBe(lines.join(''));
  });

  test('an existing blob is replaced at once; readers who hold the old one read it to its end', async () => {
    const blobs = await createFilesystemBlobs({ root: await freshFolder() });
    const old = Buffer.alloc(2_000_000, 'o');
    await blobs.put('key', old);
    const reader = blobs.read('key')[Symbol.asyncIterator]();
    const first = await reader.next();
    await blobs.put('key', Buffer.from('new'));
    const parts = [first.value];
    for (let step = await reader.next(); !step.done; step = await reader.next()) parts.push(step.value);
    expect(Buffer.concat(parts).equals(old)).toBe(true);
    expect(await textOf(blobs, 'key')).toBe('new');
  });

  test('a source that throws leaves the key as it was and nothing behind, and its error comes out unchanged', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    const failure = Object.assign(new Error('connection reset'), { code: 'ECONNRESET', syscall: 'read' });
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1_000_000);
      throw failure;
    }
    await expect(blobs.put('a/key', failing())).rejects.toBe(failure);
    expect(await blobs.head('a/key')).toBeUndefined();
    expect(await treeOf(root)).toEqual(nothing);
    await blobs.put('a/key', Buffer.from('before'));
    await expect(blobs.put('a/key', failing())).rejects.toBe(failure);
    expect(await textOf(blobs, 'a/key')).toBe('before');
  });

  test('an abort ends a put whose source hangs, and the source is told', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    const abort = new AbortController();
    let told = false;
    const hanging: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          queueMicrotask(() => abort.abort(new Error('enough')));
          return new Promise(() => {});
        },
        return: async () => {
          told = true;
          return { done: true, value: undefined };
        },
      }),
    };
    await expect(blobs.put('key', hanging, { signal: abort.signal })).rejects.toThrow('enough');
    expect(told).toBe(true);
    expect(await treeOf(root)).toEqual(nothing);
  });

  test('an abort before the blob has its name leaves nothing, whatever the source', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    const last = new AbortController();
    async function* ending(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('all');
      // Runs before the disk can answer: the source has ended, the blob has no name yet.
      setImmediate(() => last.abort(new Error('too late')));
    }
    await expect(blobs.put('stream', ending(), { signal: last.signal })).rejects.toThrow('too late');
    const abort = new AbortController();
    const bytes = blobs.put('bytes', Buffer.alloc(1_000_000), { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(bytes).rejects.toThrow('enough');
    await expect(blobs.put('late', chunksOf('x'), { signal: abort.signal })).rejects.toThrow('enough');
    expect(await treeOf(root)).toEqual(nothing);
  });

  test('keys that lead elsewhere, hide or say nothing are refused by every method', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root: join(root, 'blobs') });
    await writeFile(join(root, 'secret'), 'secret');
    const keys = ['', '/', '../secret', 'a/../../secret', '/etc/passwd', 'a//b', 'a/', './a', '.tmp/x', 'a/.b', 'a\\b'];
    for (const key of [...keys, 'a b', 'a\0b', 'é', 'a'.repeat(256), `a${'/a'.repeat(600)}`]) {
      const refused = expect.objectContaining({ code: 'invalid_argument' });
      await expect(blobs.put(key, Buffer.from('x')), key).rejects.toEqual(refused);
      await expect(readBlob(blobs, key), key).rejects.toEqual(refused);
      await expect(blobs.head(key), key).rejects.toEqual(refused);
      await expect(blobs.remove(['fine', key]), key).rejects.toEqual(refused);
    }
    expect(await treeOf(root)).toEqual(['blobs/', 'blobs/.tmp/', 'secret']);
  });

  test('a key that needs a folder where a blob is, or the other way round, is a conflict', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    await blobs.put('a', Buffer.from('a'));
    await blobs.put('b/c', Buffer.from('c'));
    const conflict = expect.objectContaining({ code: 'conflict', hint: expect.stringContaining('key') });
    await expect(blobs.put('a/b', Buffer.from('x'))).rejects.toEqual(conflict);
    await expect(blobs.put('b', Buffer.from('x'))).rejects.toEqual(conflict);
    expect(await treeOf(root)).toEqual(['.tmp/', 'a', 'b/', 'b/c']);
  });

  test('only the owner may read what is put', async () => {
    const root = join(await freshFolder(), 'made/blobs');
    const blobs = await createFilesystemBlobs({ root });
    await blobs.put('segments/one', Buffer.from('x'));
    const modes = ['', '.tmp', 'segments', 'segments/one'].map(
      async (path) => (await stat(join(root, path))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o700, 0o700, 0o700, 0o600]);
  });

  test('a blob folder that went away is unavailable, not made anew', async () => {
    const root = join(await freshFolder(), 'blobs');
    const blobs = await createFilesystemBlobs({ root });
    await rm(root, { recursive: true });
    const gone = expect.objectContaining({
      code: 'unavailable',
      retryable: true,
      hint: expect.stringContaining('removed'),
    });
    await expect(blobs.put('a', Buffer.from('x'))).rejects.toEqual(gone);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be written is unavailable with a hint', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    await mkdir(join(root, 'closed'));
    await chmod(join(root, 'closed'), 0o500);
    const refused = expect.objectContaining({ code: 'unavailable', hint: expect.stringContaining('right') });
    await expect(blobs.put('closed/a', Buffer.from('x'))).rejects.toEqual(refused);
  });

  test('nothing is done after closing', async () => {
    const blobs = await createFilesystemBlobs({ root: await freshFolder() });
    await blobs[Symbol.asyncDispose]();
    const closed = expect.objectContaining({ code: 'closed' });
    await expect(blobs.put('a', Buffer.from('x'))).rejects.toEqual(closed);
    await expect(readBlob(blobs, 'a')).rejects.toEqual(closed);
    await expect(blobs.list({ prefix: '', limit: 1 })).rejects.toEqual(closed);
    await expect(blobs.ping()).rejects.toEqual(closed);
  });
});
