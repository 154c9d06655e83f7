import { expect, test } from 'vitest';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import type { NewFile } from '../store/index.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { uploadedOrphans } from './file-orphans.ts';
import { sweepOrphans } from './orphan-walk.ts';
import type { OrphanKind } from './orphans.ts';
import { producedFileId } from './produced-blob.ts';
import { defaultRetention } from './retention.ts';
import { createSweeps } from './sweeps.ts';

const day = 86_400_000;
const { signal } = new AbortController();

/** A storage with a clock of its own, and a process whose clock tells another time. */
function surroundings() {
  const time = { storage: Date.UTC(2030, 0, 1), process: 0 };
  const storageClock: Clock = { now: () => time.storage, monotonic: () => 0, sleep: async () => {} };
  const clock: Clock = { now: () => time.storage + 40 * day, monotonic: () => time.process, sleep: async () => {} };
  const removed: number[] = [];
  const onRemoved = (count: number): void => void removed.push(count);
  return {
    ...{ time, clock, removed, onRemoved },
    ...{ store: createMemoryStore(), blobs: createMemoryBlobs({ clock: storageClock }) },
  };
}

type Surroundings = ReturnType<typeof surroundings>;

const file: NewFile = {
  id: 'file-1',
  tenant: 'tenant',
  purpose: 'batch',
  filename: 'in.jsonl',
  bytes: 1,
  sha256: null,
  blob: 'files/file-1/named',
  expiresInMs: null,
};

async function keysOf(blobs: Pick<BlobStorage, 'list'>): Promise<readonly string[]> {
  const page = await blobs.list({ prefix: '', limit: 10_000 });
  return page.blobs.map(({ key }) => key).filter((key) => key !== 'storage-clock');
}

/** All sweeps of a coordinator, each a step. */
async function sweepAll({ store, blobs, clock }: Surroundings, rounds = 1): Promise<void> {
  const sweeps = createSweeps({
    store,
    blobs,
    clock,
    telemetry: createTelemetry(),
    retention: defaultRetention,
    graceMs: 0,
  });
  for (let round = 0; round < rounds; round++) for (const sweep of sweeps) await sweep.step(signal);
}

const putEach = async ({ blobs }: Surroundings, keys: readonly string[]): Promise<void> => {
  for (const key of keys) await blobs.put(key, Buffer.from('x'));
};

test('what no record names goes when it is older than a day by the clock of the storage, and not before', async () => {
  const given = surroundings();
  await given.store.files.create(file);
  const produced = { batchId: 'batch-1', revision: 2, kind: 'error' } as const;
  await given.store.files.create({ ...file, id: producedFileId(produced), blob: 'outputs/batch-1/r2-9-error.jsonl' });
  const named = ['files/file-1/named', 'outputs/batch-1/r2-9-error.jsonl'];
  const orphans = [
    'files/file-1/another',
    'files/file-2/never-recorded',
    'outputs/batch-1/r2-8-error.jsonl',
    'outputs/batch-1/r1-9-error.jsonl',
    'outputs/batch-1/r2-9-output.jsonl',
    'segments/batch-1/0-1',
    'segments/batch-1/attempts/0-1',
    'indexes/batch-1/custom-ids-1',
    'uploads/upload-1/part-1',
  ];
  await putEach(given, [...named, ...orphans]);
  given.time.storage += day;
  await sweepAll(given);
  expect(await keysOf(given.blobs)).toEqual([...named, ...orphans].sort());
  given.time.storage += 1;
  await sweepAll(given);
  expect(await keysOf(given.blobs)).toEqual(named.sort());
});

test('keys of another form are left alone', async () => {
  const given = surroundings();
  const others = [
    'files/old',
    'files/file-1/a/b',
    'outputs/batch-1/notes',
    'outputs/one',
    'elsewhere/file-1/x',
    'storage-id',
  ];
  await putEach(given, others);
  given.time.storage += 10 * day;
  await sweepAll(given);
  expect(await keysOf(given.blobs)).toEqual(others.sort());
});

test('the bytes of a file that is invisible, but not purged, are no orphan', async () => {
  const given = surroundings();
  await given.store.files.create(file);
  await given.store.files.remove(file);
  await putEach(given, [file.blob]);
  given.time.storage += 10 * day;
  await sweepOrphans(uploadedOrphans(given.store.files), given).step(signal);
  expect(await keysOf(given.blobs)).toEqual([file.blob]);
});

test('a walk takes a page in a round, skips what is known, and begins again a day after it began', async () => {
  const given = surroundings();
  await putEach(
    given,
    Array.from({ length: 2_500 }, (_, index) => `kind/${String(index).padStart(4, '0')}`),
  );
  given.time.storage += 2 * day;
  const pages: (string | undefined)[] = [];
  const kind: OrphanKind = {
    prefix: 'kind/',
    judge: async (blobs) => {
      pages.push(blobs[0]?.key);
      return { orphans: [], ...(pages.length === 1 && { knownTo: 'kind/1234' }) };
    },
  };
  const sweep = sweepOrphans(kind, given);
  for (let round = 0; round < 5; round++) expect(await sweep.step(signal)).toBe('done');
  expect(pages).toEqual(['kind/0000', 'kind/1235', 'kind/2235']);
  given.time.process = day;
  await sweep.step(signal);
  expect(pages.at(-1)).toBe('kind/0000');
});

test('an orphan that cannot be removed is told of, and is in the way of no other', async () => {
  const given = surroundings();
  await putEach(
    given,
    Array.from({ length: 1_100 }, (_, index) => `kind/${String(index).padStart(4, '0')}`),
  );
  given.time.storage += 2 * day;
  const locked = new SpillwayError('It is locked.', { code: 'unavailable' });
  const remove: BlobStorage['remove'] = async (keys) => {
    if (keys.includes('kind/0001')) throw locked;
    await given.blobs.remove(keys);
  };
  const kind: OrphanKind = { prefix: 'kind/', judge: async (found) => ({ orphans: found.map(({ key }) => key) }) };
  const sweep = sweepOrphans(kind, { ...given, blobs: { ...given.blobs, remove } });
  await expect(sweep.step(signal)).rejects.toBe(locked);
  expect(await sweep.step(signal)).toBe('done');
  expect(await keysOf(given.blobs)).toEqual(['kind/0001']);
  expect(given.removed).toEqual([999, 100]);
});

test('a storage that is away in the middle of a page is asked for the same page again', async () => {
  const given = surroundings();
  await putEach(given, ['kind/1', 'kind/2']);
  given.time.storage += 2 * day;
  const away = async (): Promise<never> => {
    throw new SpillwayError('away', { code: 'unavailable' });
  };
  const blobs = { ...given.blobs, remove: away, ping: away };
  const kind: OrphanKind = { prefix: 'kind/', judge: async (found) => ({ orphans: found.map(({ key }) => key) }) };
  const sweep = sweepOrphans(kind, { ...given, blobs });
  await expect(sweep.step(signal)).rejects.toThrow('away');
  Object.assign(blobs, given.blobs);
  await sweep.step(signal);
  expect(await keysOf(given.blobs)).toEqual([]);
});

test('where nothing can be put, the mark of the last walk tells the time; without one the sweep is put off', async () => {
  const given = surroundings();
  const full = new SpillwayError('The disk is full.', { code: 'unavailable' });
  await putEach(given, ['files/file-2/orphan']);
  given.time.storage += 2 * day;
  const fullDisk: BlobStorage = { ...given.blobs, put: () => Promise.reject(full) };
  const walk = () => sweepOrphans(uploadedOrphans(given.store.files), { ...given, blobs: fullDisk }).step(signal);
  await expect(walk()).rejects.toBe(full);
  await putEach(given, ['storage-clock']);
  given.time.storage += 100 * day;
  await walk();
  expect(await keysOf(given.blobs)).toEqual([]);
});

/** A batch that runs, with one request. */
async function runningBatch({ store }: Surroundings): Promise<void> {
  await store.batches.create({
    ...{ id: 'batch-1', tenant: 'tenant', user: null, inputFileId: 'file-1', endpoint: '/v1/embeddings', priority: 0 },
    ...{ window: '24h', windowMs: day, metadata: null, fingerprint: '', permissions: {} },
    settings: {
      ...{ version: 1, maxAttempts: 1, requestTimeoutMs: 1, mixedModels: false, maxRequests: 1 },
      outputExpiresAfterMs: null,
    },
  });
  const models = [{ model: 'm', seqs: [[0, 1]] as const, tokens: 1, deterministic: [] }];
  const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 1_000 });
  if (!step) throw new Error('the batch is not due');
  await store.shards.append(step, [{ firstSeq: 0, requests: 1, offset: 0, bytes: 1, models }]);
  await store.batches.advance(step, { phase: 'in_progress', dueInMs: 0 });
}

test('what lies there for a batch is kept until it is purged, whoever names it, and goes then', async () => {
  const given = surroundings();
  await runningBatch(given);
  const segments = Array.from({ length: 1_500 }, (_, index) => `segments/batch-1/${index}`);
  await putEach(given, [
    ...segments,
    'indexes/batch-1/custom-ids-1',
    'segments/batch-2/late',
    'segments/batch-10/late',
  ]);
  given.time.storage += 3 * day;
  await sweepAll(given, 4);
  expect(await keysOf(given.blobs)).toEqual(['indexes/batch-1/custom-ids-1', ...segments].sort());
  const [step] = await given.store.batches.claimDue({ limit: 1, leaseMs: 1_000 });
  if (!step) throw new Error('the batch is not due');
  await given.store.shards.withdraw(step, 'expired', { shards: 10, held: true });
  await given.store.batches.advance(step, { phase: 'completed', dueInMs: 0 });
  const [purge] = await given.store.batches.claimDue({ limit: 1, leaseMs: 1_000 });
  if (!purge) throw new Error('the batch is not due');
  while (Number(await given.store.shards.purge(purge, { shards: 10 })) > 0);
  await sweepAll(given, 4);
  expect(await keysOf(given.blobs)).toEqual([]);
});
