import assert from 'node:assert/strict';
import type { Batch, BatchFilter, BatchOrdering } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { createBatch, readBatch, takeStep } from './batch-under-test.ts';
import { variedBatches } from './batches-to-query.ts';
import { endedBatch, reopening } from './ended-batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

const orders: readonly BatchOrdering[] = ['newest', 'oldest', 'deadline'];

/** The ids that the pages of a list hold, which must be as many as are counted. */
async function idsOf(
  { store }: StoreHarness,
  filter: BatchFilter,
  order: BatchOrdering = 'oldest',
  limit = 2,
): Promise<readonly string[]> {
  const ids = await readPages(async (position) => {
    const page = await store.batches.list({ ...filter, order, limit, ...position });
    assert.ok(page.batches.length <= limit);
    return { keys: page.batches.map(({ id }) => id), hasMore: page.hasMore };
  });
  assert.equal(await store.batches.count(filter), ids.length, 'as many are counted as are listed');
  return ids;
}

/** By the soonest deadline; of one deadline, by creation. */
function byDeadline(oldestFirst: readonly Batch[]): readonly string[] {
  return oldestFirst.toSorted((left, right) => left.deadlineAt - right.deadlineAt).map(({ id }) => id);
}

/** JSON, since an object literal has no own `__proto__`. */
const oddMetadata = JSON.parse('{"__proto__":"it\'s \\"50%\\"","Straße_1":"a\\\\b\\tc\\u0001","constructor":"=,{}"}');

export const batchQueryLaws: readonly Law<StoreHarness>[] = lawsOf('batch queries', {
  'a list holds what each word of a filter chooses, and no more': async (harness) => {
    const { tenant, ids, batches, files, times } = await variedBatches(harness);
    const chosen = async (filter: BatchFilter, expected: readonly (keyof typeof ids)[]): Promise<void> => {
      const found = await idsOf(harness, { tenant, ...filter });
      const names = found.map((id) => Object.keys(ids).find((name) => ids[name as keyof typeof ids] === id));
      assert.deepEqual(names, expected, JSON.stringify(filter));
    };
    await chosen({ ids: [ids.failed, ids.running, ids.failed, 'none'] }, ['running', 'failed']);
    await chosen({ ids: [] }, []);
    for (const name of ['validating', 'cancelling', 'finalizing', 'completed', 'failed', 'cancelled'] as const) {
      await chosen({ statuses: [name] }, [name]);
    }
    await chosen({ statuses: ['in_progress', 'expired', 'cancelled'] }, ['running', 'expired', 'cancelled']);
    await chosen({ statuses: [] }, []);
    await chosen({ priorities: [10, -3, 1.5, 3e9] }, ['running', 'failed']);
    await chosen({ priorities: [] }, []);
    await chosen({ user: 'ann' }, ['running', 'completed']);
    await chosen({ endpoint: '/v1/embeddings' }, ['cancelling']);
    await chosen({ model: 'large "1"' }, ['running', 'completed']);
    await chosen({ model: 'large' }, []);
    await chosen({ inputFileId: files.shared }, ['running', 'failed']);
    await chosen({ createdFrom: times.middle }, ['completed', 'failed', 'expired', 'cancelled']);
    await chosen({ createdBefore: times.middle }, ['validating', 'running', 'cancelling', 'finalizing']);
    await chosen({ createdFrom: times.middle - 0.5, createdBefore: times.middle + 0.5 }, ['completed', 'failed']);
    await chosen({ metadata: {} }, Object.keys(ids) as (keyof typeof ids)[]);
    await chosen({ metadata: { team: 'Red' } }, ['running', 'failed']);
    await chosen({ metadata: { team: 'Red', stage: 'one' } }, ['running']);
    await chosen({ metadata: { Red: 'stage' } }, []);
    await chosen({ search: 'RED' }, ['running', 'cancelling', 'failed']);
    await chosen({ search: 'redstag' }, []);
    await chosen({ search: ids.expired.slice(0, -1) + ids.expired.slice(-1).toUpperCase() }, ['expired']);
    await chosen({ search: `${ids.expired}?` }, []);
    await chosen({ withDeadLetters: true }, ['completed']);
    await chosen({ user: 'nobody' }, []);
    // No store keeps such text in these.
    for (const text of ['a\0nn', '\0', '\uD800']) {
      await chosen({ user: text }, []);
      await chosen({ endpoint: text }, []);
      await chosen({ inputFileId: text }, []);
      await chosen({ model: text }, []);
      await chosen({ ids: [text, ids.running] }, ['running']);
    }
    assert.equal(batches.length, 8);
  },

  'a batch must satisfy every word': async (harness) => {
    const { tenant, ids } = await variedBatches(harness);
    const filter = { tenant, user: 'ann', priorities: [1, 10], search: 'red', model: 'large "1"' } as const;
    assert.deepEqual(await idsOf(harness, filter), [ids.running]);
    assert.deepEqual(await idsOf(harness, { ...filter, statuses: ['in_progress'] }), [ids.running]);
    assert.deepEqual(await idsOf(harness, { ...filter, statuses: ['cancelling'] }), []);
    assert.deepEqual(await idsOf(harness, { ...filter, ids: [ids.completed, ids.running] }), [ids.running]);
    assert.deepEqual(await idsOf(harness, { ...filter, ids: [ids.completed] }), []);
    assert.deepEqual(await idsOf(harness, { ...filter, tenant: harness.freshId() }), []);
    const dead = { tenant, withDeadLetters: true, statuses: ['completed'] } as const;
    assert.deepEqual(await idsOf(harness, dead), [ids.completed]);
    assert.deepEqual(await idsOf(harness, { ...dead, statuses: ['in_progress'] }), []);
  },

  'every order holds the same batches, in pages of any size': async (harness) => {
    const { tenant, batches, files } = await variedBatches(harness);
    const filters: readonly BatchFilter[] = [
      { tenant },
      { tenant, statuses: ['validating', 'in_progress', 'completed', 'expired', 'cancelled'] },
      { tenant, statuses: ['in_progress', 'validating', 'finalizing', 'cancelling'] },
      { tenant, ids: batches.map(({ id }) => id).toSorted() },
      { tenant, inputFileId: files.shared },
      { tenant, search: 'red' },
    ];
    for (const filter of filters) {
      const oldest = await idsOf(harness, filter, 'oldest', 10);
      const expected = batches.filter(({ id }) => oldest.includes(id));
      assert.ok(oldest.length > 1);
      assert.deepEqual(
        oldest,
        expected.map(({ id }) => id),
      );
      for (const limit of [1, 3]) {
        assert.deepEqual(await idsOf(harness, filter, 'oldest', limit), oldest);
        assert.deepEqual(await idsOf(harness, filter, 'newest', limit), oldest.toReversed());
        assert.deepEqual(await idsOf(harness, filter, 'deadline', limit), byDeadline(expected));
      }
    }
  },

  'what a list holds is what get shows': async (harness) => {
    const { store } = harness;
    const { tenant, batches, files } = await variedBatches(harness);
    for (const order of orders) {
      const page = await store.batches.list({ tenant, order, limit: 10 });
      for (const batch of page.batches) assert.deepEqual(batch, await store.batches.get(batch));
    }
    const { batches: named } = await store.batches.list({ tenant, inputFileId: files.shared, limit: 10 });
    for (const batch of named) assert.deepEqual(batch, await store.batches.get(batch));
    assert.equal(batches.length, 8);
  },

  'a page begins behind a batch that the filter does not choose, in every order': async (harness) => {
    const { tenant, ids, files } = await variedBatches(harness);
    const filters: readonly BatchFilter[] = [
      { tenant, user: 'ann' },
      { tenant, ids: [ids.running, ids.completed] },
    ];
    for (const filter of filters) {
      const behind = async (after: string, order: BatchOrdering): Promise<readonly string[]> => {
        const page = await harness.store.batches.list({ ...filter, order, after, limit: 10 });
        assert.equal(page.hasMore, false);
        return page.batches.map(({ id }) => id);
      };
      assert.deepEqual(await behind(ids.finalizing, 'oldest'), [ids.completed]);
      assert.deepEqual(await behind(ids.finalizing, 'newest'), [ids.running]);
      // It is due later than the running one, and sooner than the completed one.
      assert.deepEqual(await behind(ids.cancelling, 'deadline'), [ids.completed]);
    }
    const inputs = { tenant, inputFileId: files.shared, order: 'newest', after: ids.completed, limit: 10 } as const;
    const { batches } = await harness.store.batches.list(inputs);
    assert.deepEqual(
      batches.map(({ id }) => id),
      [ids.running],
    );
  },

  'behind an unknown batch, or one of another tenant, a page is empty in every order': async (harness) => {
    const { store, freshId } = harness;
    const { tenant, id, inputFileId } = await createBatch(harness);
    const foreign = await createBatch(harness);
    for (const order of orders) {
      for (const after of [freshId(), foreign.id, '\0']) {
        for (const words of [{}, { ids: [id] }, { inputFileId }, { statuses: ['validating'] }] as const) {
          const page = await store.batches.list({ tenant, order, after, limit: 10, ...words });
          assert.deepEqual(page, { batches: [], hasMore: false });
        }
      }
    }
  },

  'without a tenant a filter chooses among the batches of all, with one among its own': async (harness) => {
    const { store, clock, freshId } = harness;
    const user = freshId();
    const [first, second] = [freshId(), freshId()];
    const created: Batch[] = [];
    for (const [tenant, days] of [
      [first, 2],
      [second, 3],
      [first, 1],
    ] as const) {
      const batch = await createBatch(harness, { tenant, user, windowMs: days * 86_400_000 });
      created.push(await readBatch(harness, batch));
      clock.advance(1);
    }
    const [one, two, three] = created.map(({ id }) => id) as [string, string, string];
    assert.deepEqual(await idsOf(harness, { user }, 'newest'), [three, two, one]);
    assert.deepEqual(await idsOf(harness, { user }, 'oldest', 1), [one, two, three]);
    assert.deepEqual(await idsOf(harness, { user }, 'deadline', 1), [three, one, two]);
    assert.deepEqual(await idsOf(harness, { ids: [two, one] }, 'newest', 1), [two, one]);
    const [live] = [{ user, statuses: ['validating'] }] as const;
    assert.deepEqual(await idsOf(harness, live, 'newest', 1), [three, two, one]);
    assert.deepEqual(await idsOf(harness, { tenant: first, user }), [one, three]);
    assert.deepEqual(await idsOf(harness, { tenant: first, ids: [one, two] }), [one]);
    assert.deepEqual(await idsOf(harness, { tenant: freshId(), ids: [one, two] }), []);
    const { batches } = await store.batches.list({ user, limit: 10 });
    assert.deepEqual(batches, created.toReversed());
  },

  'search and metadata take every character for itself': async (harness) => {
    const { freshId } = harness;
    const tenant = freshId();
    const odd = await createBatch(harness, { tenant, metadata: oddMetadata });
    const plain = await createBatch(harness, { tenant, metadata: { __: 'its 50 straße', a: 'b' } });
    await createBatch(harness, { tenant });
    const { id: nul } = await createBatch(harness, {
      tenant,
      metadata: { zero: 'a\0b', half: '\uD800', '\\u0000': '' },
    });
    const found = async (search: string): Promise<readonly string[]> => idsOf(harness, { tenant, search });
    for (const [name, value] of Object.entries(oddMetadata as Record<string, string>)) {
      const metadata = Object.fromEntries([[name, value]]);
      assert.deepEqual(await idsOf(harness, { tenant, metadata }), [odd.id]);
      assert.deepEqual(await found(name.toUpperCase().replace('SS', 'ß')), [odd.id], name);
      assert.deepEqual(await found(value), [odd.id], value);
    }
    for (const text of ['50%', '%"', "'s", '_1', 'E_1', '\t', '\u0001', '=', '{}', 'b\tC']) {
      assert.deepEqual(await found(text), [odd.id], text);
    }
    for (const text of ['50', 'straß']) assert.deepEqual(await found(text), [odd.id, plain.id], text);
    for (const text of ['STRAẞ', '5_', 'a.b', '":"', '\\\\', '\\t', 'bc'])
      assert.deepEqual(await found(text), [], text);
    assert.deepEqual(await found('\\'), [odd.id, nul]);
    for (const text of ['\0', 'a\0B', '\uD800', '\\u0000']) assert.deepEqual(await found(text), [nul], text);
    assert.deepEqual(await idsOf(harness, { tenant, metadata: { zero: 'a\0b' } }), [nul]);
    assert.deepEqual(await idsOf(harness, { tenant, metadata: { zero: 'a' } }), []);
    assert.equal((await found('')).length, 4);
  },

  'search and metadata reach to the end of what a batch may hold, and the model to the last of many': async (
    harness,
  ) => {
    const { store, freshId } = harness;
    const tenant = freshId();
    const pairs = Array.from({ length: 16 }, (_, index) => [
      `name ${index}`.padEnd(64, 'ä'),
      `${index} `.padEnd(512, '😀'),
    ]);
    const long = await createBatch(harness, { tenant, metadata: { ...Object.fromEntries(pairs), last: 'The End' } });
    await createBatch(harness, { tenant, metadata: { last: 'The start' } });
    const models = Array.from({ length: 200 }, (_, index) => `model-${index}`);
    const plan = { blob: 'blob', bytes: 1, models, customIdIndex: null };
    await store.batches.advance(await takeStep(harness, long), { phase: 'in_progress', dueInMs: null, plan });
    assert.deepEqual(await idsOf(harness, { tenant, search: 'the END' }), [long.id]);
    assert.deepEqual(await idsOf(harness, { tenant, search: 'NAME 7' }), [long.id]);
    assert.deepEqual(await idsOf(harness, { tenant, search: 'name 16' }), []);
    const [name, value] = pairs[9] as [string, string];
    assert.deepEqual(await idsOf(harness, { tenant, metadata: { [name]: value, last: 'The End' } }), [long.id]);
    assert.deepEqual(await idsOf(harness, { tenant, metadata: { [name]: value.slice(0, -2) } }), []);
    assert.deepEqual(await idsOf(harness, { tenant, model: 'model-199' }), [long.id]);
    assert.deepEqual(await idsOf(harness, { tenant, model: 'model-200' }), []);
    assert.deepEqual(await idsOf(harness, { tenant, model: 'odel-19' }), []);
  },

  'a batch that is reopened stands at its new deadline, and on the lists of what lives': async (harness) => {
    const { store, freshId } = harness;
    const tenant = freshId();
    const batch = await endedBatch(harness, { overrides: { tenant, windowMs: 1_000 } });
    const other = await createBatch(harness, { tenant, windowMs: 2_000 });
    assert.deepEqual(await idsOf(harness, { tenant }, 'deadline'), [batch.id, other.id]);
    assert.deepEqual(await idsOf(harness, { tenant, statuses: ['in_progress'] }), []);
    await store.batches.reopen({ tenant, id: batch.id }, reopening);
    assert.deepEqual(await idsOf(harness, { tenant }, 'deadline'), [other.id, batch.id]);
    assert.deepEqual(await idsOf(harness, { tenant, statuses: ['in_progress'] }), [batch.id]);
    assert.deepEqual(await idsOf(harness, { tenant, statuses: ['completed'] }), []);
    await takeStep(harness, batch);
  },
});
