import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createS3Blobs } from '@spillway/storage-s3';
import { describe, expect, it } from 'vitest';
import { freshBucket } from '../../../storage-s3/test/fresh-bucket.ts';
import { s3Servers, useServer } from '../../../storage-s3/test/s3-servers.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { startServer } from '../../test/server-under-test.ts';
import { type SeenCall, startTroubledPath, type Trouble, type TroubledPath } from '../../test/troubled-path.ts';
import type { ApiClient } from './api-client.ts';
import { clientOf, gathered, largeUpload } from './client-under-test.ts';
import { downloadFile } from './download-file.ts';
import { uploadFile } from './upload-file.ts';

const folder = scratchFolder();
const content = randomBytes(10 * 2 ** 20 + 1);
const path = join(folder, 'large.bin');
writeFileSync(path, content);

interface Installation extends AsyncDisposable {
  readonly api: ApiClient;
  /** The way to the server, and the way past it. */
  readonly way: TroubledPath;
  readonly past: TroubledPath;
}

const putsAndGets = ({ calls }: TroubledPath): string[] => calls.map(({ method }) => method);
const posts = ({ calls }: TroubledPath): string[] => [
  ...new Set(
    calls.filter(({ method }) => method === 'POST').map((call) => call.path.replace(/^.*upload_\w+/, 'upload')),
  ),
];

describe.each(s3Servers)('a large file, with blobs on %s,', (name) => {
  const server = useServer(name);

  async function install(
    troubleOf: (call: SeenCall, calls: readonly SeenCall[]) => Trouble | undefined = () => undefined,
  ): Promise<Installation> {
    const stack = new AsyncDisposableStack();
    const past = stack.use(await startTroubledPath(server().endpoint, troubleOf));
    const blobs = createS3Blobs({ ...(await freshBucket(server())), publicEndpoint: past.url });
    const api = stack.use(await startServer({ speed: null, blobs }));
    const way = stack.use(await startTroubledPath(api.url, () => undefined));
    const dispose = () => stack.disposeAsync();
    return { api: await clientOf(way.url), way, past, [Symbol.asyncDispose]: dispose };
  }

  const download = (api: ApiClient, id: string) => gathered(downloadFile({ api, id, largeBytes: 1 }));

  it('goes to them past the server, and comes back so', async () => {
    await using installed = await install();
    const { api, way, past } = installed;
    const told: number[] = [];
    const file = await uploadFile(largeUpload(api, path, { onSent: (bytes) => told.push(bytes) }));
    expect(file.bytes).toBe(content.length);
    expect(told.at(-1)).toBe(content.length);
    expect([putsAndGets(past), posts(way)]).toEqual([['PUT'], ['/v1/uploads', 'upload/complete']]);
    expect((await download(api, file.id)).equals(content)).toBe(true);
    expect(putsAndGets(past)).toEqual(['PUT', 'GET']);
  });

  it('comes in parts, which are joined there, when the way past the server is closed', async () => {
    await using installed = await install(() => ({ kind: 'lost' }));
    const { api, way } = installed;
    // Some parts are large enough to be copied there, and some are not.
    for (const partBytes of [5 * 2 ** 20, 3 * 2 ** 20]) {
      const file = await uploadFile(largeUpload(api, path, { partBytes }));
      expect((await download(api, file.id)).equals(content)).toBe(true);
    }
    expect(posts(way)).toEqual(['/v1/uploads', 'upload/parts', 'upload/complete']);
  });

  it('goes on past the server where its download broke, and by way of it when it does not', async () => {
    const cut: Trouble = { kind: 'cut', afterBytes: 3_000_000 };
    const troubles: (Trouble | undefined)[] = [undefined, cut, cut, { kind: 'answered', status: 403 }];
    await using installed = await install(() => troubles.shift());
    const { api, past, way } = installed;
    const { id } = await uploadFile(largeUpload(api, path));
    expect((await download(api, id)).equals(content)).toBe(true);
    expect(putsAndGets(past)).toEqual(['PUT', 'GET', 'GET', 'GET']);
    const contents = way.calls.filter((call) => call.path.endsWith('/content'));
    expect(contents.map(({ headers }) => headers.range?.replace(/\d+/, 'N'))).toEqual([undefined, 'bytes=N-']);
  });
});
