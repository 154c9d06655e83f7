import assert from 'node:assert/strict';
import type { FileRecord, NewFile } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { refuses } from '../refuses.ts';
import { createBatch, takeStep } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

function newFile({ freshId }: StoreHarness, overrides: Partial<NewFile> = {}): NewFile {
  const id = freshId();
  return {
    id,
    tenant: freshId(),
    purpose: 'batch',
    filename: 'input.jsonl',
    bytes: 1_234,
    sha256: 'ab'.repeat(32),
    blob: `files/${id}`,
    expiresInMs: null,
    ...overrides,
  };
}

const idsOf = (files: readonly { readonly id: string }[]): readonly string[] => files.map(({ id }) => id);

/** The ids of the files that are due for removal, among these. */
async function expiredAmong({ store }: StoreHarness, ids: readonly string[]): Promise<readonly string[]> {
  return idsOf(await store.files.expired({ limit: 100_000 })).filter((id) => ids.includes(id));
}

export const fileLaws: readonly Law<StoreHarness>[] = lawsOf('files', {
  'create stamps the times and answers the record': async (harness) => {
    const { store, clock } = harness;
    const { expiresInMs, ...file } = newFile(harness, { expiresInMs: 5_000 });
    const createdAt = clock.now();
    const record = await store.files.create({ ...file, expiresInMs });
    assert.deepEqual(record, { ...file, createdAt, expiresAt: createdAt + 5_000 });
    assert.deepEqual(await store.files.get(file), record);
  },

  'a replay of create answers the existing record, whose blob may differ': async (harness) => {
    const { store, clock } = harness;
    const file = newFile(harness);
    const record = await store.files.create(file);
    clock.advance(10);
    assert.deepEqual(await store.files.create({ ...file, blob: 'files/another', expiresInMs: 1 }), record);
    assert.deepEqual(await store.files.get(file), record);
  },

  'create with other content under a known id throws conflict': async (harness) => {
    const { store } = harness;
    const file = newFile(harness);
    const record = await store.files.create(file);
    await refuses(store.files.create({ ...file, bytes: 1 }), 'conflict');
    await refuses(store.files.create({ ...file, sha256: 'cd'.repeat(32) }), 'conflict');
    await refuses(store.files.create({ ...file, purpose: 'batch_output' }), 'conflict');
    await refuses(store.files.create({ ...file, tenant: harness.freshId() }), 'conflict');
    assert.deepEqual(await store.files.get(file), record);
  },

  'a file whose digest nobody knows is created and found like any other': async (harness) => {
    const { store } = harness;
    const file = newFile(harness, { sha256: null });
    const record = await store.files.create(file);
    assert.equal(record.sha256, null);
    assert.deepEqual(await store.files.create(file), record);
    assert.deepEqual(await store.files.get(file), record);
    assert.deepEqual((await store.files.list({ tenant: file.tenant, limit: 1, order: 'asc' })).files, [record]);
    await refuses(store.files.create({ ...file, sha256: 'ab'.repeat(32) }), 'conflict');
    const known = newFile(harness);
    await store.files.create(known);
    await refuses(store.files.create({ ...known, sha256: null }), 'conflict');
  },

  'concurrent creates of one file answer one record': async (harness) => {
    const { store } = harness;
    const file = newFile(harness);
    const records = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.files.create({ ...file, blob: `files/${index}` })),
    );
    for (const record of records) assert.deepEqual(record, records[0]);
  },

  'a file is invisible from the moment of its expiry': async (harness) => {
    const { store, clock } = harness;
    const file = newFile(harness, { expiresInMs: 1_000 });
    await store.files.create(file);
    clock.advance(999);
    assert.ok(await store.files.get(file));
    clock.advance(1);
    assert.equal(await store.files.get(file), undefined);
    assert.deepEqual((await store.files.list({ tenant: file.tenant, limit: 10, order: 'asc' })).files, []);
    assert.equal(await store.files.remove(file), 'absent');
  },

  'a removed file is invisible at once, and a replay of remove answers absent': async (harness) => {
    const { store } = harness;
    const file = newFile(harness);
    await store.files.create(file);
    assert.equal(await store.files.remove(file), 'removed');
    assert.equal(await store.files.get(file), undefined);
    assert.equal(await store.files.remove(file), 'absent');
    assert.deepEqual((await store.files.list({ tenant: file.tenant, limit: 10, order: 'asc' })).files, []);
  },

  'a file that a live batch of its tenant reads is in use until the batch ends': async (harness) => {
    const { store } = harness;
    const file = newFile(harness);
    await store.files.create(file);
    await createBatch(harness, { inputFileId: file.id });
    assert.equal(await store.files.remove(file), 'removed', 'a batch of another tenant does not count');

    const input = newFile(harness);
    await store.files.create(input);
    const batch = await createBatch(harness, { tenant: input.tenant, inputFileId: input.id });
    for (const phase of ['in_progress', 'finalizing', 'completed'] as const) {
      assert.equal(await store.files.remove(input), 'in_use');
      await store.batches.advance(await takeStep(harness, batch), { phase, dueInMs: 0 });
    }
    assert.equal(await store.files.remove(input), 'removed');
  },

  'a file of another tenant is answered like one that does not exist': async (harness) => {
    const { store, freshId } = harness;
    const file = newFile(harness);
    await store.files.create(file);
    const stranger = { id: file.id, tenant: freshId() };
    assert.equal(await store.files.get(stranger), undefined);
    assert.equal(await store.files.remove(stranger), 'absent');
    assert.deepEqual(await store.files.list({ tenant: stranger.tenant, limit: 10, order: 'asc' }), {
      files: [],
      hasMore: false,
    });
    const after = { tenant: stranger.tenant, after: file.id, limit: 10, order: 'asc' } as const;
    assert.deepEqual(await store.files.list(after), { files: [], hasMore: false });
    assert.ok(await store.files.get(file));
  },

  'files are listed by creation, then id, in pages of either order': async (harness) => {
    const { store, clock, freshId } = harness;
    const tenant = freshId();
    const ids = Array.from({ length: 5 }, () => freshId());
    const [first, second, ...together] = ids as [string, string, ...string[]];
    for (const id of [first, second, ...together.toReversed()]) {
      await store.files.create(newFile(harness, { id, tenant }));
      if (!together.includes(id)) clock.advance(1);
    }
    const expected = [first, second, ...together.toSorted()];
    for (const order of ['asc', 'desc'] as const) {
      const paged = await readPages(async (position) => {
        const page = await store.files.list({ tenant, limit: 2, order, ...position });
        assert.ok(page.files.length <= 2);
        return { keys: idsOf(page.files), hasMore: page.hasMore };
      });
      assert.deepEqual(paged, order === 'asc' ? expected : expected.toReversed());
    }
  },

  'a list may ask for one purpose': async (harness) => {
    const { store } = harness;
    const input = newFile(harness);
    await store.files.create(input);
    const output = newFile(harness, { tenant: input.tenant, purpose: 'batch_output' });
    await store.files.create(output);
    const query = { tenant: input.tenant, limit: 1, order: 'asc' } as const;
    const page = await store.files.list({ ...query, purpose: 'batch_output' });
    assert.deepEqual([idsOf(page.files), page.hasMore], [[output.id], false]);
    const rest = await store.files.list({ ...query, purpose: 'batch_output', after: input.id });
    assert.deepEqual(idsOf(rest.files), [output.id]);
  },

  'files of one purpose are listed in pages of either order, though others lie between them': async (harness) => {
    const { store, clock, freshId } = harness;
    const tenant = freshId();
    const outputs: string[] = [];
    for (let index = 0; index < 7; index++) {
      const file = newFile(harness, { tenant, purpose: index % 2 === 0 ? 'batch' : 'batch_output' });
      await store.files.create(file);
      if (file.purpose === 'batch_output') outputs.push(file.id);
      clock.advance(1);
    }
    for (const order of ['asc', 'desc'] as const) {
      const paged = await readPages(async (position) => {
        const page = await store.files.list({ tenant, purpose: 'batch_output', limit: 2, order, ...position });
        return { keys: idsOf(page.files), hasMore: page.hasMore };
      });
      assert.deepEqual(paged, order === 'asc' ? outputs : outputs.toReversed());
    }
  },

  'an unknown after answers an empty page': async (harness) => {
    const { store, freshId } = harness;
    const file = newFile(harness);
    await store.files.create(file);
    const page = await store.files.list({ tenant: file.tenant, after: freshId(), limit: 10, order: 'asc' });
    assert.deepEqual(page, { files: [], hasMore: false });
  },

  'a page behind a file of another tenant is empty, in either order': async (harness) => {
    const { store, clock } = harness;
    const [before, foreign] = [newFile(harness), newFile(harness)];
    const { tenant } = before;
    for (const file of [before, foreign, newFile(harness, { tenant })]) {
      await store.files.create(file);
      clock.advance(1);
    }
    for (const order of ['asc', 'desc'] as const) {
      const page = await store.files.list({ tenant, after: foreign.id, limit: 10, order });
      assert.deepEqual(page, { files: [], hasMore: false });
    }
  },

  'a reader may remove files while it pages': async (harness) => {
    const { store, clock, freshId } = harness;
    const tenant = freshId();
    const files = Array.from({ length: 4 }, () => newFile(harness, { tenant }));
    for (const file of files) {
      await store.files.create(file);
      clock.advance(1);
    }
    const first = await store.files.list({ tenant, limit: 2, order: 'asc' });
    for (const file of first.files) await store.files.remove(file);
    const after = first.files.at(-1)?.id ?? '';
    const second = await store.files.list({ tenant, after, limit: 2, order: 'asc' });
    assert.deepEqual(idsOf(second.files), idsOf(files.slice(2)));
  },

  'expired lists invisible files of any tenant, longest invisible first, at most as many as asked': async (harness) => {
    const { store, clock } = harness;
    const late = newFile(harness, { expiresInMs: 2_000 });
    const early = newFile(harness, { expiresInMs: 1_000 });
    const removed = newFile(harness);
    const visible = newFile(harness);
    for (const file of [late, early, removed, visible]) await store.files.create(file);
    await store.files.remove(removed);
    const ids = [late.id, early.id, removed.id, visible.id];
    assert.deepEqual(await expiredAmong(harness, ids), [removed.id]);
    clock.advance(5_000);
    assert.deepEqual(await expiredAmong(harness, ids), [removed.id, early.id, late.id]);
    assert.equal((await store.files.expired({ limit: 2 })).length, 2);
  },

  'expired lists only what was invisible for as long as asked, removed or past its expiry': async (harness) => {
    const { store, clock } = harness;
    const late = newFile(harness, { expiresInMs: 3_000 });
    const early = newFile(harness, { expiresInMs: 1_000 });
    const removed = newFile(harness, { expiresInMs: 600_000 });
    for (const file of [late, early, removed]) await store.files.create(file);
    const ids = [late.id, early.id, removed.id];
    const gone = async (goneForMs: number): Promise<readonly string[]> =>
      idsOf(await store.files.expired({ limit: 100_000, goneForMs })).filter((id) => ids.includes(id));
    clock.advance(2_000);
    await store.files.remove(removed);
    clock.advance(998);
    assert.deepEqual(await gone(2_000), []);
    clock.advance(2);
    assert.deepEqual(await gone(2_000), [early.id]);
    assert.deepEqual(await gone(0), [early.id, removed.id, late.id]);
    clock.advance(1_999);
    assert.deepEqual(await gone(2_000), [early.id, removed.id]);
    clock.advance(1);
    assert.deepEqual(await gone(2_000), [early.id, removed.id, late.id]);
  },

  'known answers the records of any tenant, invisible ones too, and none that were purged': async (harness) => {
    const { store, clock } = harness;
    const visible = newFile(harness);
    const expired = newFile(harness, { expiresInMs: 1_000 });
    const removed = newFile(harness);
    const purged = newFile(harness);
    const files = [visible, expired, removed, purged];
    const records = [];
    for (const file of files) records.push(await store.files.create(file));
    for (const file of [removed, purged]) await store.files.remove(file);
    clock.advance(1_000);
    await store.files.purge([purged.id]);
    const known = await store.files.known([...idsOf(files), visible.id, 'never-there']);
    const byId = (left: FileRecord, right: FileRecord): number => (left.id < right.id ? -1 : 1);
    assert.deepEqual(known.toSorted(byId), records.slice(0, 3).toSorted(byId));
    assert.deepEqual(await store.files.known([]), []);
  },

  'expired leaves out what a live batch reads': async (harness) => {
    const { store, clock } = harness;
    const input = newFile(harness, { expiresInMs: 1_000 });
    await store.files.create(input);
    const batch = await createBatch(harness, { tenant: input.tenant, inputFileId: input.id });
    clock.advance(1_000);
    assert.deepEqual(await expiredAmong(harness, [input.id]), []);
    await store.batches.advance(await takeStep(harness, batch), { phase: 'failed', dueInMs: null });
    assert.deepEqual(await expiredAmong(harness, [input.id]), [input.id]);
  },

  'expired lists what only a batch of another tenant names': async (harness) => {
    const { store, clock } = harness;
    const file = newFile(harness, { expiresInMs: 1_000 });
    await store.files.create(file);
    await createBatch(harness, { inputFileId: file.id });
    clock.advance(1_000);
    assert.deepEqual(await expiredAmong(harness, [file.id]), [file.id]);
  },

  'purge forgets invisible files only, and a replay changes nothing': async (harness) => {
    const { store } = harness;
    const gone = newFile(harness);
    const visible = newFile(harness);
    for (const file of [gone, visible]) await store.files.create(file);
    await store.files.remove(gone);
    for (let round = 0; round < 2; round++) await store.files.purge([gone.id, visible.id, 'never-there']);
    assert.deepEqual(await expiredAmong(harness, [gone.id, visible.id]), []);
    assert.ok(await store.files.get(visible));
    const again = await store.files.create({ ...gone, bytes: 1 });
    assert.equal(again.bytes, 1, 'the id is free again');
  },
});
