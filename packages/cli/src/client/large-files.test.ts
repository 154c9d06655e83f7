import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryStore } from '@spillway/core/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { type ServerUnderTest, startServer } from '../../test/server-under-test.ts';
import { type SeenCall, startTroubledPath, type Trouble } from '../../test/troubled-path.ts';
import { clientOf, gathered, largeUpload } from './client-under-test.ts';
import { downloadFile } from './download-file.ts';
import { findUploaded } from './find-uploaded.ts';
import { uploadFile } from './upload-file.ts';

const folder = scratchFolder();
const content = randomBytes(1_050_000);
const path = join(folder, 'large.bin');
writeFileSync(path, content);
let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({ speed: null, blobs: await createFilesystemBlobs({ root: join(folder, 'blobs') }) });
});
afterAll(() => server[Symbol.asyncDispose]());

const isPart = ({ path }: SeenCall): boolean => path.endsWith('/parts');
const kinds = (calls: readonly SeenCall[]): string[] => [
  ...new Set(calls.filter(({ method }) => method === 'POST').map((call) => call.path.replace(/upload_\w+/, 'ID'))),
];

describe('a large file', () => {
  it('goes in parts, a few at once, and comes back as it went', async () => {
    let running = 0;
    let most = 0;
    await using way = await startTroubledPath(
      server.url,
      (call) => {
        if (isPart(call)) most = Math.max(most, ++running);
        return undefined;
      },
      (call) => {
        if (isPart(call)) running--;
      },
    );
    const api = await clientOf(way.url);
    const told: number[] = [];
    const file = await uploadFile(largeUpload(api, path, { onSent: (bytes, total) => told.push(bytes / total) }));
    expect(file).toMatchObject({ bytes: content.length, filename: 'large.bin', purpose: 'user_data' });
    expect(way.calls.filter(isPart)).toHaveLength(11);
    expect(kinds(way.calls)).toEqual(['/v1/uploads', '/v1/uploads/ID/parts', '/v1/uploads/ID/complete']);
    expect([most > 1, most <= 4]).toEqual([true, true]);
    expect([told.at(-1), Math.max(...told)]).toEqual([1, 1]);
    expect((await gathered(downloadFile({ api, id: file.id, largeBytes: 1 }))).equals(content)).toBe(true);
  });

  it('is whole though parts of it and its completion were sent again', async () => {
    const troubles: Trouble[] = [
      { kind: 'lost' },
      { kind: 'answer lost' },
      { kind: 'answered', status: 503, headers: { 'retry-after-ms': '1', connection: 'close' } },
      { kind: 'answered', status: 500, headers: { connection: 'close' } },
    ];
    let completions = 0;
    await using way = await startTroubledPath(server.url, (call) => {
      if (call.path.endsWith('/complete') && completions++ === 0) return { kind: 'answer lost' };
      return isPart(call) ? troubles.pop() : undefined;
    });
    const api = await clientOf(way.url);
    const file = await uploadFile(largeUpload(api, path));
    expect(way.calls.filter(isPart)).toHaveLength(15);
    expect(completions).toBe(2);
    expect((await gathered(downloadFile({ api, id: file.id }))).equals(content)).toBe(true);
  });

  it('of which a part is refused is dropped on the server', async () => {
    await using way = await startTroubledPath(server.url, (call, calls) =>
      isPart(call) && calls.filter(isPart).length === 3
        ? { kind: 'answered', status: 400, headers: { connection: 'close' } }
        : undefined,
    );
    const api = await clientOf(way.url);
    await expect(uploadFile(largeUpload(api, path))).rejects.toThrow(/400/);
    expect(kinds(way.calls).at(-1)).toBe('/v1/uploads/ID/cancel');
    // Those on their way ended, and no other began.
    expect(way.calls.filter(isPart).length).toBeLessThan(11);
  });

  it.each([
    ['grows', (path: string) => appendFileSync(path, 'x')],
    ['is written anew', (path: string) => writeFileSync(path, randomBytes(content.length))],
  ])('that %s while it is sent becomes no file', async (_, change) => {
    const changing = join(folder, 'changing.bin');
    writeFileSync(changing, content);
    utimesSync(changing, 0, 0);
    await using way = await startTroubledPath(server.url, (call) => {
      if (isPart(call)) change(changing);
      return undefined;
    });
    const api = await clientOf(way.url);
    await expect(uploadFile(largeUpload(api, changing))).rejects.toMatchObject({ code: 'conflict' });
    expect(kinds(way.calls)).toEqual(['/v1/uploads', '/v1/uploads/ID/parts', '/v1/uploads/ID/cancel']);
  });

  it('is left alone once the command is interrupted', async () => {
    const interruption = new AbortController();
    await using way = await startTroubledPath(server.url, (call, calls) => {
      if (isPart(call) && calls.filter(isPart).length === 4) interruption.abort();
      return undefined;
    });
    const api = await clientOf(way.url, interruption.signal);
    await expect(uploadFile(largeUpload(api, path))).rejects.toThrow(/abort/);
    const after = way.calls.length;
    expect(kinds(way.calls)).toEqual(['/v1/uploads', '/v1/uploads/ID/parts']);
    expect(way.calls.filter(isPart).length).toBeLessThan(11);
    await new Promise((resolve) => setImmediate(resolve));
    expect(way.calls).toHaveLength(after);
  });

  it('is found by its content when it was sent to be identified', async () => {
    const api = await clientOf(server.url);
    const named = join(folder, 'nightly.jsonl');
    writeFileSync(named, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const sought = { filename: 'nightly.jsonl', bytes: content.length, sha256 };
    await uploadFile(largeUpload(api, named, { purpose: 'batch' }));
    expect(await findUploaded(api, sought)).toBeUndefined();
    const { id } = await uploadFile(largeUpload(api, named, { purpose: 'batch', identified: true }));
    expect(await findUploaded(api, sought)).toMatchObject({ id });
  });

  it('is kept for as long as was asked', async () => {
    const api = await clientOf(server.url);
    const file = await uploadFile(largeUpload(api, path, { expiresInMs: 7_200_000 }));
    expect((file.expires_at ?? 0) - file.created_at).toBe(7_200);
  });
});

describe('a server that takes no parts', () => {
  it('gets the file in one piece', async () => {
    const { uploads: _, ...store } = createMemoryStore();
    await using bare = await startServer({ speed: null, store });
    await using way = await startTroubledPath(bare.url, () => undefined);
    const file = await uploadFile(largeUpload(await clientOf(way.url), path));
    expect(file.bytes).toBe(content.length);
    expect(kinds(way.calls)).toEqual(['/v1/uploads', '/v1/files']);
  });

  it('because it is older does, too', async () => {
    await using way = await startTroubledPath(server.url, (call) =>
      call.path.startsWith('/v1/uploads') ? { kind: 'answered', status: 404 } : undefined,
    );
    const file = await uploadFile(largeUpload(await clientOf(way.url), path));
    expect(file.bytes).toBe(content.length);
    expect(kinds(way.calls)).toEqual(['/v1/uploads', '/v1/files']);
  });
});
