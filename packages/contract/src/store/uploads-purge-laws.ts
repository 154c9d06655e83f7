import assert from 'node:assert/strict';
import { type Law, lawsOf } from '../law.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';
import { createUpload, dueAmong, rememberedMs, uploadLifeMs } from './uploads-under-test.ts';

const completionMs = 3_600_000;

export const uploadPurgeLaws: readonly Law<StoreHarness>[] = lawsOf('uploads', {
  'an upload that was never closed is due from its expiry': async (harness) => {
    const upload = await createUpload(harness);
    harness.clock.advance(uploadLifeMs - 1);
    assert.deepEqual(await dueAmong(harness, upload), []);
    harness.clock.advance(1);
    assert.deepEqual(await dueAmong(harness, upload), [upload.key.id]);
  },

  'a cancelled upload is due at once': async (harness) => {
    const upload = await createUpload(harness);
    await upload.cancel();
    assert.deepEqual(await dueAmong(harness, upload), [upload.key.id]);
  },

  'a completed upload is due an hour after it was closed': async (harness) => {
    const upload = await createUpload(harness);
    harness.clock.advance(uploadLifeMs - 1);
    await upload.complete();
    harness.clock.advance(completionMs - 1);
    assert.deepEqual(await dueAmong(harness, upload), []);
    harness.clock.advance(1);
    assert.deepEqual(await dueAmong(harness, upload), [upload.key.id]);
  },

  'expired names the longest due first, at most as many as asked': async (harness) => {
    const [late, early, completed, cancelled] = [
      await createUpload(harness, { expiresInMs: completionMs + 5_000 }),
      await createUpload(harness, { expiresInMs: completionMs + 1_000 }),
      await createUpload(harness),
      await createUpload(harness),
    ];
    await cancelled.cancel();
    harness.clock.advance(3_000);
    await completed.complete();
    harness.clock.advance(completionMs + 10_000);
    const due = await dueAmong(harness, late, early, completed, cancelled);
    assert.deepEqual(
      due,
      [cancelled, early, completed, late].map(({ key }) => key.id),
    );
    assert.equal((await roleOf(harness, 'uploads').expired({ limit: 2 })).length, 2);
  },

  'purge forgets the parts of uploads that are not pending, due or not, and a replay changes nothing': async (
    harness,
  ) => {
    const [completed, cancelled, pending] = [
      await createUpload(harness),
      await createUpload(harness),
      await createUpload(harness),
    ];
    const all = [completed, cancelled, pending];
    for (const { add } of all) await add('part');
    await completed.complete('part');
    await cancelled.cancel();
    const before = await Promise.all(all.map(({ get }) => get()));
    const ids = all.map(({ key }) => key.id);
    for (let round = 0; round < 2; round++) {
      await completed.uploads.purge([...ids, 'never-there']);
      assert.deepEqual(await completed.get(), { ...before[0], parts: [], purged: true });
      assert.deepEqual(await cancelled.get(), { ...before[1], parts: [], purged: true });
      assert.deepEqual(await pending.get(), before[2]);
      assert.deepEqual(await dueAmong(harness, ...all), []);
    }
    await pending.complete('part');
    assert.equal((await pending.get())?.parts.length, 1);
  },

  'purge forgets the parts of an expired upload': async (harness) => {
    const { uploads, key, get, add } = await createUpload(harness);
    await add('part');
    harness.clock.advance(uploadLifeMs);
    const expired = await get();
    await uploads.purge([key.id]);
    assert.deepEqual(await get(), { ...expired, parts: [], purged: true });
    assert.deepEqual(await uploads.close({ ...key, as: 'cancelled' }), await get());
  },

  'purged, an upload is due again a day after its expiry, and purge forgets it': async (harness) => {
    const [cancelled, expired] = [await createUpload(harness), await createUpload(harness)];
    await cancelled.add('part');
    await cancelled.cancel();
    await cancelled.uploads.purge([cancelled.key.id]);
    harness.clock.advance(uploadLifeMs);
    await cancelled.uploads.purge([expired.key.id]);
    harness.clock.advance(rememberedMs - 1);
    assert.deepEqual(await dueAmong(harness, cancelled, expired), []);
    await cancelled.uploads.purge([cancelled.key.id, expired.key.id]);
    assert.equal((await cancelled.get())?.status, 'cancelled');
    harness.clock.advance(1);
    const ids = [cancelled.key.id, expired.key.id];
    assert.deepEqual((await dueAmong(harness, cancelled, expired)).toSorted(), ids.toSorted());
    for (let round = 0; round < 2; round++) {
      await cancelled.uploads.purge(ids);
      for (const { get } of [cancelled, expired]) assert.equal(await get(), undefined);
      assert.deepEqual(await dueAmong(harness, cancelled, expired), []);
    }
  },

  'an upload that expired a day ago is forgotten by one purge, and its id is free again': async (harness) => {
    const { uploads, key, record, get, add } = await createUpload(harness);
    await add('part');
    harness.clock.advance(uploadLifeMs + rememberedMs);
    assert.equal((await get())?.status, 'expired');
    await uploads.purge([key.id]);
    assert.equal(await get(), undefined);
    const { tenant, id, filename, purpose, bytes } = record;
    const again = { tenant, id, filename, purpose, bytes, fileExpiresInMs: null, direct: false };
    await uploads.create({ ...again, expiresInMs: uploadLifeMs });
    assert.deepEqual((await get())?.parts, []);
  },
});
