import assert from 'node:assert/strict';
import { type Law, lawsOf } from '../law.ts';
import { refuses } from '../refuses.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';
import { createUpload, newUpload, uploadLifeMs } from './uploads-under-test.ts';

export const uploadLaws: readonly Law<StoreHarness>[] = lawsOf('uploads', {
  'create records a pending upload and stamps the times; get finds it': async (harness) => {
    const uploads = roleOf(harness, 'uploads');
    const order = newUpload(harness, { bytes: 9_007_199_254_740_991, fileExpiresInMs: 90_000, direct: true });
    const { expiresInMs, ...upload } = order;
    const createdAt = harness.clock.now();
    const record = await uploads.create(order);
    const times = { createdAt, expiresAt: createdAt + expiresInMs };
    assert.deepEqual(record, { ...upload, ...times, status: 'pending', parts: [], partIds: null, purged: false });
    assert.deepEqual(await uploads.get(upload), record);
  },

  'the file of an upload may be kept for ever': async (harness) => {
    const { record, get } = await createUpload(harness, { fileExpiresInMs: null });
    assert.deepEqual([record.fileExpiresInMs, (await get())?.fileExpiresInMs], [null, null]);
  },

  'create with a known id throws conflict, a replay too': async (harness) => {
    const uploads = roleOf(harness, 'uploads');
    const order = newUpload(harness);
    const record = await uploads.create(order);
    await refuses(uploads.create(order), 'conflict');
    await refuses(uploads.create(newUpload(harness, { id: order.id })), 'conflict');
    assert.deepEqual(await uploads.get(order), record);
  },

  'of concurrent creates of one id one is recorded': async (harness) => {
    const uploads = roleOf(harness, 'uploads');
    const order = newUpload(harness);
    const creates = Array.from({ length: 8 }, (_, bytes) => uploads.create({ ...order, bytes }));
    const records = (await Promise.allSettled(creates)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value] : [],
    );
    assert.deepEqual([await uploads.get(order)], records);
  },

  'an upload of another tenant is answered like one that does not exist': async (harness) => {
    const { uploads, key, record, get } = await createUpload(harness);
    const strangers = [
      { id: key.id, tenant: harness.freshId() },
      { id: harness.freshId(), tenant: key.tenant },
    ];
    for (const stranger of strangers) {
      assert.equal(await uploads.get(stranger), undefined);
      const part = { tenant: stranger.tenant, uploadId: stranger.id, id: 'part', bytes: 1 };
      assert.equal(await uploads.addPart(part), 'absent');
      assert.equal(await uploads.close({ ...stranger, as: 'completed', partIds: ['part'] }), undefined);
      assert.equal(await uploads.close({ ...stranger, as: 'cancelled' }), undefined);
    }
    assert.deepEqual(await get(), record);
  },

  'addPart records a part and stamps the time; get answers parts by time, then id': async (harness) => {
    const { record, get, add } = await createUpload(harness);
    const first = await add('late-name', 67_108_864);
    assert.deepEqual(first, { id: 'late-name', bytes: 67_108_864, createdAt: harness.clock.now() });
    harness.clock.advance(10);
    const together = [await add('c'), await add('a', 0), await add('b', 9_007_199_254_740_991)];
    const [c, a, b] = together;
    assert.deepEqual(await get(), { ...record, parts: [first, a, b, c] });
  },

  'a replay of addPart answers the existing part; other bytes throw conflict': async (harness) => {
    const { record, get, add } = await createUpload(harness);
    const part = await add('part', 10);
    harness.clock.advance(10);
    assert.deepEqual(await add('part', 10), part);
    await refuses(add('part', 11), 'conflict');
    assert.deepEqual(await get(), { ...record, parts: [part] });
  },

  'parts that come at once are all recorded, and one id is one part': async (harness) => {
    const { get, add } = await createUpload(harness);
    const ids = Array.from({ length: 16 }, (_, index) => `part-${index % 12}`);
    const parts = await Promise.all(ids.map((id) => add(id)));
    const names = (await get())?.parts.map(({ id }) => id);
    assert.deepEqual(names?.toSorted(), [...new Set(ids)].toSorted());
    for (const part of parts) assert.equal(typeof part, 'object');
  },

  'a part belongs to its upload alone': async (harness) => {
    const mine = await createUpload(harness);
    const other = await createUpload(harness, { tenant: mine.key.tenant });
    await mine.add('part', 1);
    await other.add('part', 2);
    assert.deepEqual(
      (await mine.get())?.parts.map(({ bytes }) => bytes),
      [1],
    );
    assert.deepEqual(
      (await other.get())?.parts.map(({ bytes }) => bytes),
      [2],
    );
  },

  'close as completed keeps the parts in the order that was asked for': async (harness) => {
    const { record, get, add, complete } = await createUpload(harness);
    const parts = [await add('a'), await add('b'), await add('c')];
    const completed = await complete('c', 'a');
    assert.deepEqual(completed, { ...record, status: 'completed', parts, partIds: ['c', 'a'] });
    harness.clock.advance(uploadLifeMs);
    assert.deepEqual(await get(), completed);
  },

  'an upload without parts may be completed too': async (harness) => {
    const { record, get, complete } = await createUpload(harness, { direct: true });
    assert.deepEqual(await complete(), { ...record, status: 'completed', partIds: [] });
    assert.deepEqual((await get())?.partIds, []);
  },

  'close as cancelled ends the upload': async (harness) => {
    const { record, get, add, cancel } = await createUpload(harness);
    const part = await add('part');
    const cancelled = await cancel();
    assert.deepEqual(cancelled, { ...record, status: 'cancelled', parts: [part] });
    harness.clock.advance(uploadLifeMs);
    assert.deepEqual(await get(), cancelled);
  },

  'the first to close decides, and what was closed is answered as it is, to a replay too': async (harness) => {
    const ended = await createUpload(harness);
    const completed = await ended.complete('a', 'b');
    const dropped = await createUpload(harness);
    const cancelled = await dropped.cancel();
    harness.clock.advance(10);
    for (const again of [() => ended.complete('a', 'b'), () => ended.complete('b', 'a'), ended.cancel, ended.get]) {
      assert.deepEqual(await again(), completed);
    }
    for (const again of [dropped.cancel, () => dropped.complete('a'), dropped.get]) {
      assert.deepEqual(await again(), cancelled);
    }
  },

  'of concurrent closes one decides, and all are answered with it': async (harness) => {
    const { get, complete, cancel } = await createUpload(harness);
    const closes = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? cancel() : complete(`part-${index}`)));
    const answers = await Promise.all(closes);
    const closed = await get();
    assert.notEqual(closed?.status, 'pending');
    for (const answer of answers) assert.deepEqual(answer, closed);
  },

  'no part joins an upload that is closed': async (harness) => {
    const { get, add, complete } = await createUpload(harness);
    const part = await add('part');
    await complete('part');
    assert.equal(await add('late'), 'closed');
    assert.equal(await add('part'), 'closed', 'a replay too');
    const other = await createUpload(harness);
    await other.cancel();
    assert.equal(await other.add('late'), 'closed');
    assert.deepEqual((await get())?.parts, [part]);
    assert.deepEqual((await other.get())?.parts, []);
  },

  'of parts that race with close, those that were recorded are in its answer': async (harness) => {
    for (let round = 0; round < 10; round++) {
      const { get, add, cancel } = await createUpload(harness);
      const racing = Array.from({ length: 6 }, (_, index) => add(`part-${index}`));
      const closed = await cancel();
      const parts = (await Promise.all(racing)).filter((part) => typeof part === 'object');
      const ids = (found: typeof closed) => found?.parts.map(({ id }) => id).toSorted();
      assert.deepEqual(ids(closed), parts.map(({ id }) => id).toSorted());
      assert.deepEqual(ids(await get()), ids(closed));
    }
  },

  'an upload is expired from the moment of its expiry: no part joins it, and nobody closes it': async (harness) => {
    const { record, get, add, complete, cancel } = await createUpload(harness);
    harness.clock.advance(uploadLifeMs - 1);
    const part = await add('part');
    assert.equal((await get())?.status, 'pending');
    harness.clock.advance(1);
    const expired = { ...record, status: 'expired', parts: [part] };
    for (const ask of [get, () => complete('part'), cancel, get]) assert.deepEqual(await ask(), expired);
    assert.equal(await add('late'), 'closed');
  },
});
