import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSpillway } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestSchema, type TestServer } from '../../packages/store-postgres/test/test-server.ts';
import { seededRandomness } from '../loops/seeded-randomness.ts';
import { VirtualClock } from '../loops/virtual-clock.ts';
import { agedBlobs, changed } from './aged-blobs.ts';

const day = 86_400_000;
let server: TestServer;
let place: TestSchema;
let root: string;

beforeAll(async () => {
  server = await startTestServer();
  place = await server.createSchema();
  await migrate({ connectionString: place.url, schema: place.schema });
  root = await mkdtemp(join(tmpdir(), 'spillway-retention-'));
});

afterAll(async () => {
  await server?.close();
  await rm(root, { recursive: true, force: true });
});

/** A process that records one upload, has put the bytes of another, and is killed before it records them. */
async function killBetweenPutAndRecord(): Promise<void> {
  const program = `
    import { createSpillway } from '@spillway/core';
    import { createFilesystemBlobs } from '@spillway/core/filesystem';
    import { createPostgresStore } from '@spillway/store-postgres';
    const store = createPostgresStore(${JSON.stringify({ connectionString: place.url, schema: place.schema })});
    const blobs = await createFilesystemBlobs({ root: ${JSON.stringify(root)} });
    let uploads = 0;
    const create = (file) => {
      if (++uploads === 1) return store.files.create(file);
      console.log('put');
      return new Promise(() => {});
    };
    const mortal = { ...store, files: { ...store.files, create } };
    const spillway = await createSpillway({ store: mortal, blobs });
    const upload = (id) => spillway.files.upload({ id, filename: 'in.jsonl', source: Buffer.from(id) });
    await upload('recorded');
    await upload('orphan');
  `;
  const child = spawn(process.execPath, ['--conditions=@spillway/source', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  });
  await once(createInterface(child.stdout), 'line');
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function filesIn(blobs: BlobStorage): Promise<readonly string[]> {
  const page = await blobs.list({ prefix: 'files/', limit: 100 });
  return page.blobs.map(({ key }) => key.split('/')[1] ?? '');
}

/** A coordinator that begins on a storage which was left alone for so long, and lives until it has compared ages, and `over`. */
async function coordinateAfter(
  aheadMs: number,
  blobs: BlobStorage,
  over: () => Promise<boolean> = async () => true,
): Promise<void> {
  const clock = new VirtualClock();
  const store = createPostgresStore({ connectionString: place.url, schema: place.schema });
  const aged = agedBlobs(blobs, aheadMs);
  let compared = false;
  const list: BlobStorage['list'] = async (query) => {
    const page = await aged.list(query);
    compared ||= query.prefix === 'storage-clock';
    return page;
  };
  const options = { store, blobs: changed(aged, { list }), clock, randomness: seededRandomness(1), keepOpen: true };
  const spillway = await createSpillway({ ...options, coordinate: true });
  do {
    await clock.pass(60_000);
    // Calls to a real database take no virtual time.
    await store.files.list({ tenant: 'default', limit: 1, order: 'asc' });
  } while (!(compared && (await over())));
  await clock.until(Promise.resolve(spillway[Symbol.asyncDispose]()));
  await store[Symbol.asyncDispose]();
}

test('bytes of a process that is killed before it records them go after a day, and not before', async () => {
  await killBetweenPutAndRecord();
  const blobs = await createFilesystemBlobs({ root });
  expect(await filesIn(blobs)).toEqual(['orphan', 'recorded']);
  await coordinateAfter(day - 120_000, blobs);
  expect(await filesIn(blobs)).toEqual(['orphan', 'recorded']);
  await coordinateAfter(day + 1_000, blobs, async () => (await filesIn(blobs)).length === 1);
  expect(await filesIn(blobs)).toEqual(['recorded']);
});
