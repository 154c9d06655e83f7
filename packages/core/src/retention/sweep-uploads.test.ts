import { expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import type { Sweep } from './sweep.ts';
import { sweepUploads } from './sweep-uploads.ts';

const hour = 3_600_000;
const { signal } = new AbortController();

function surroundings() {
  const time = { at: Date.UTC(2030, 0, 1) };
  const clock: Clock = { now: () => time.at, monotonic: () => time.at, sleep: async () => {} };
  const store = createMemoryStore({ now: clock.now });
  const blobs = createMemoryBlobs({ clock });
  const uploads = store.uploads ?? expect.unreachable();
  const begin = async (id: string, parts: number): Promise<void> => {
    const file = { filename: 'in.jsonl', purpose: 'batch', bytes: parts, fileExpiresInMs: null, direct: false };
    await uploads.create({ id, tenant: 'tenant', ...file, expiresInMs: hour });
    for (let part = 0; part < parts; part++) {
      await blobs.put(`uploads/${id}/part-${part}`, Buffer.from('x'));
      await uploads.addPart({ id: `part-${part}`, tenant: 'tenant', uploadId: id, bytes: 1 });
    }
  };
  const left = async (): Promise<readonly string[]> =>
    (await blobs.list({ prefix: 'uploads/', limit: 100 })).blobs.map(({ key }) => key);
  return { time, uploads, blobs, begin, left, sweep: sweepUploads({ store, blobs, onRemoved: () => {} }) as Sweep };
}

test('parts go with uploads that were cancelled or have expired, and those of pending ones stay', async () => {
  const { time, uploads, begin, left, sweep } = surroundings();
  for (const id of ['pending', 'cancelled']) await begin(id, 2);
  await uploads.close({ tenant: 'tenant', id: 'cancelled', as: 'cancelled' });
  await sweep.step(signal);
  expect(await left()).toEqual(['uploads/pending/part-0', 'uploads/pending/part-1']);
  time.at += hour;
  await sweep.step(signal);
  expect(await left()).toEqual([]);
});

test('a part that nobody recorded goes, and so does one that came when its upload was over', async () => {
  const { time, uploads, blobs, begin, left, sweep } = surroundings();
  await begin('upload', 1);
  await blobs.put('uploads/upload/never-recorded', Buffer.from('x'));
  await uploads.close({ tenant: 'tenant', id: 'upload', as: 'cancelled' });
  await sweep.step(signal);
  expect(await left()).toEqual([]);
  await blobs.put('uploads/upload/late', Buffer.from('x'));
  time.at += 25 * hour;
  await sweep.step(signal);
  expect(await left()).toEqual([]);
  expect(await uploads.get({ tenant: 'tenant', id: 'upload' })).toBe(undefined);
});

test('the parts of a completed upload stay for an hour, in which its file may be made', async () => {
  const { time, uploads, begin, left, sweep } = surroundings();
  await begin('upload', 2);
  await uploads.close({ tenant: 'tenant', id: 'upload', as: 'completed', partIds: ['part-0', 'part-1'] });
  time.at += hour - 1;
  await sweep.step(signal);
  expect(await left()).toHaveLength(2);
  time.at += 1;
  await sweep.step(signal);
  expect(await left()).toEqual([]);
});

test('many uploads go in steps of a few', async () => {
  const { time, begin, left, sweep } = surroundings();
  for (let upload = 0; upload < 23; upload++) await begin(`upload-${upload}`, 1);
  time.at += hour;
  const answers: string[] = [];
  for (let step = 0; step < 3; step++) answers.push(await sweep.step(signal));
  expect(answers).toEqual(['more', 'more', 'done']);
  expect(await left()).toEqual([]);
});
