import assert from 'node:assert/strict';
import { type Law, lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import { refuses } from '../refuses.ts';
import { createBulkAction, newBulkAction, progressTo, takeDueActions, targetsOf } from './bulk-actions-under-test.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

export const bulkActionLaws: readonly Law<StoreHarness>[] = lawsOf('bulkActions', {
  'create records the action as it came, queued and due now': async (harness) => {
    const actions = roleOf(harness, 'bulkActions');
    const asked = newBulkAction(harness, { action: 'retry', window: '2h', targets: targetsOf(5) });
    const { targets, ...said } = asked;
    const stamps = { createdAt: harness.clock.now(), startedAt: null, cancelRequestedAt: null, endedAt: null };
    const record = await actions.create(asked);
    assert.deepEqual(record, { ...said, ...stamps, phase: 'queued', targets: 5, cursor: 0 });
    assert.deepEqual(await actions.get(asked), record);
    assert.deepEqual(await actions.targets({ actionId: asked.id, from: 0, limit: 10 }), targets);
    const due = await takeDueActions(harness);
    assert.ok(due.some(({ actionId }) => actionId === asked.id));
  },

  'an id that exists answers the existing action, whatever the targets': async (harness) => {
    const actions = roleOf(harness, 'bulkActions');
    const asked = newBulkAction(harness);
    const first = await actions.create(asked);
    harness.clock.advance(10);
    const again = { ...asked, fingerprint: 'other', targets: targetsOf(9) };
    assert.deepEqual(await actions.create(again), first);
    assert.deepEqual(await actions.get(asked), first);
    assert.deepEqual(await actions.targets({ actionId: asked.id, from: 0, limit: 10 }), asked.targets);
  },

  'of concurrent creates of one id one is recorded, with its targets alone': async (harness) => {
    const actions = roleOf(harness, 'bulkActions');
    const asked = newBulkAction(harness);
    const calls = Array.from({ length: 6 }, (_, index) => actions.create({ ...asked, targets: targetsOf(index + 1) }));
    const records = await Promise.all(calls);
    const found = await actions.get(asked);
    for (const record of records) assert.deepEqual(record, found);
    const targets = await actions.targets({ actionId: asked.id, from: 0, limit: 10 });
    assert.equal(targets.length, found?.targets);
    const page = await actions.list({ tenant: asked.tenant, limit: 10 });
    assert.deepEqual(page, { actions: [found], hasMore: false });
  },

  'of another tenant nothing is seen, listed or cancelled, and its id cannot be used': async (harness) => {
    const { actions, id, read } = await createBulkAction(harness);
    const tenant = harness.freshId();
    assert.equal(await actions.get({ tenant, id }), undefined);
    assert.equal(await actions.requestCancel({ tenant, id }), undefined);
    assert.deepEqual(await actions.list({ tenant, limit: 10 }), { actions: [], hasMore: false });
    await refuses(actions.create(newBulkAction(harness, { id, tenant })), 'conflict');
    assert.equal((await read()).cancelRequestedAt, null);
    const own = newBulkAction(harness, { tenant });
    await actions.create(own);
    assert.deepEqual(await actions.list({ tenant, after: id, limit: 10 }), { actions: [], hasMore: false });
  },

  'list shows the newest first, page by page; an unknown after answers an empty page': async (harness) => {
    const actions = roleOf(harness, 'bulkActions');
    const tenant = harness.freshId();
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      ids.push((await actions.create(newBulkAction(harness, { tenant }))).id);
      if (index % 2 === 0) harness.clock.advance(5);
    }
    const listed = await readPages(async (position) => {
      const page = await actions.list({ tenant, limit: 2, ...position });
      assert.ok(page.actions.length <= 2);
      for (const action of page.actions) assert.deepEqual(action, await actions.get(action));
      return { keys: page.actions.map(({ id }) => id), hasMore: page.hasMore };
    });
    assert.deepEqual(listed, ids.toReversed());
    const none = { actions: [], hasMore: false };
    assert.deepEqual(await actions.list({ tenant, after: harness.freshId(), limit: 2 }), none);
  },

  'claimDue takes the longest due first, and stamps the start once': async (harness) => {
    const { clock } = harness;
    await takeDueActions(harness);
    const late = await createBulkAction(harness);
    await late.actions.advance(await late.take(), progressTo(0, { dueInMs: 2_000 }));
    const startedAt = clock.now();
    const early = await createBulkAction(harness);
    await early.actions.advance(await early.take(), progressTo(0, { dueInMs: 1_000 }));
    clock.advance(3_000);
    const ours = (await takeDueActions(harness)).filter(({ actionId }) => [late.id, early.id].includes(actionId));
    assert.deepEqual(
      ours.map(({ actionId }) => actionId),
      [early.id, late.id],
    );
    assert.deepEqual(ours[1]?.action, await late.read());
    const { phase, startedAt: shown } = await late.read();
    assert.deepEqual([phase, shown], ['running', startedAt]);
  },

  'no two holders take one action': async (harness) => {
    const ids = new Set<string>();
    for (let index = 0; index < 10; index++) ids.add((await createBulkAction(harness)).id);
    const holders = await Promise.all(Array.from({ length: 8 }, () => takeDueActions(harness)));
    const ours = holders.flat().filter(({ actionId }) => ids.has(actionId));
    assert.deepEqual(ours.map(({ actionId }) => actionId).sort(), [...ids].sort());
  },

  'an action is not due before its lease ends, and then anybody may take it; lapses are counted': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const first = await action.take(1_000);
    assert.equal(first.lapses, 0);
    clock.advance(999);
    assert.equal(await action.due(), undefined);
    clock.advance(1);
    const second = await action.take(312.5);
    assert.notEqual(second.fence, first.fence);
    assert.equal(second.lapses, 1);
    clock.advance(312);
    assert.equal(await action.due(), undefined);
    clock.advance(1);
    const third = await action.take(1_000);
    assert.equal(third.lapses, 2);
    await action.actions.advance(third, progressTo(1, { leaseMs: 1_000 }));
    clock.advance(1_000);
    assert.equal((await action.take()).lapses, 1);
  },

  'renew holds the action for another lease from now': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const step = await action.take(1_000);
    clock.advance(900);
    assert.equal(await action.actions.renew(step, 1_000), true);
    clock.advance(999);
    assert.equal(await action.due(), undefined);
    clock.advance(1);
    assert.ok(await action.due());
  },

  'an advance that holds on records progress under the same fence, and a replay sets the same': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const step = await action.take(1_000);
    const problems = [{ batchId: 'batch_1', code: 'conflict', message: 'Not "this" one.' }];
    const to = { ...progressTo(2, { leaseMs: 1_000 }), problems };
    clock.advance(900);
    const record = await action.actions.advance(step, to);
    assert.deepEqual(record, { ...step.action, cursor: 2, counts: to.counts, problems });
    assert.deepEqual(await action.actions.advance(step, to), record);
    assert.deepEqual(await action.read(), record);
    assert.deepEqual(await action.targets(2), targetsOf(3).slice(2));
    clock.advance(999);
    assert.equal(await action.due(), undefined);
    clock.advance(1);
    assert.deepEqual((await action.take()).action, record);
  },

  'an action that is handed back is due when it was said, and its fence is stale': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const step = await action.take();
    const record = await action.actions.advance(step, progressTo(1, { dueInMs: 500 }));
    assert.equal(record?.phase, 'running');
    assert.equal(await action.actions.renew(step, 1_000), false);
    assert.equal(await action.actions.advance(step, progressTo(3, 'over')), undefined);
    clock.advance(499);
    assert.equal(await action.due(), undefined);
    clock.advance(1);
    const next = await action.take();
    assert.deepEqual([next.lapses, next.action], [0, record]);
  },

  'a stale fence renews and advances nothing': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const stale = await action.take(1_000);
    clock.advance(1_000);
    const current = await action.take(1_000);
    const before = await action.read();
    assert.equal(await action.actions.renew(stale, 600_000), false);
    for (const next of [{ leaseMs: 600_000 }, { dueInMs: 0 }, 'over'] as const) {
      assert.equal(await action.actions.advance(stale, progressTo(3, next)), undefined);
    }
    assert.deepEqual(await action.read(), before);
    assert.deepEqual(await action.targets(0), targetsOf(3));
    assert.ok(await action.actions.advance(current, progressTo(1, { leaseMs: 1_000 })));
  },

  'an action that is over is completed, never due again, and its targets are forgotten': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const step = await action.take();
    clock.advance(5);
    const record = await action.actions.advance(step, progressTo(3, 'over'));
    assert.deepEqual([record?.phase, record?.endedAt, record?.cursor], ['completed', clock.now(), 3]);
    assert.deepEqual([record, record?.targets], [await action.read(), 3]);
    assert.deepEqual(await action.targets(0), []);
    assert.equal(await action.actions.advance(step, progressTo(3, 'over')), undefined);
    clock.advance(365 * 86_400_000);
    assert.equal(await action.due(), undefined);
  },

  'requestCancel marks the action at once; whoever ends it then cancels it': async (harness) => {
    const { clock } = harness;
    const action = await createBulkAction(harness);
    const step = await action.take(1_000);
    clock.advance(5);
    const marked = await action.actions.requestCancel(action);
    assert.deepEqual(marked, { ...step.action, cancelRequestedAt: clock.now() });
    assert.equal(await action.due(), undefined);
    clock.advance(5);
    assert.deepEqual(await action.actions.requestCancel(action), marked);
    const progress = await action.actions.advance(step, progressTo(1, { leaseMs: 1_000 }));
    assert.equal(progress?.cancelRequestedAt, marked?.cancelRequestedAt);
    const ended = await action.actions.advance(step, progressTo(1, 'over'));
    assert.deepEqual([ended?.phase, ended?.cursor, ended?.endedAt], ['cancelled', 1, clock.now()]);
    clock.advance(5);
    assert.deepEqual(await action.actions.requestCancel(action), ended);
    assert.equal(await action.actions.requestCancel({ ...action, id: harness.freshId() }), undefined);
  },

  'an action that nobody holds is due as soon as it is to be cancelled': async (harness) => {
    const action = await createBulkAction(harness);
    await action.actions.advance(await action.take(), progressTo(1, { dueInMs: 600_000 }));
    await action.actions.requestCancel(action);
    const step = await action.take();
    assert.ok(step.action.cancelRequestedAt !== null);
    await action.actions.advance(step, progressTo(1, { dueInMs: 600_000 }));
    assert.ok(await action.due());
  },

  'a cancel that comes after the end changes nothing': async (harness) => {
    const action = await createBulkAction(harness);
    const ended = await action.actions.advance(await action.take(), progressTo(3, 'over'));
    assert.deepEqual(await action.actions.requestCancel(action), ended);
    assert.equal(await action.due(), undefined);
  },

  'targets are read in their order, a few at a time': async (harness) => {
    const targets = [
      ...targetsOf(700).toReversed(),
      { batchId: 'batch_with_many', revision: 2_147_483_647, weight: 9_007_199_254_740_991 },
    ];
    const action = await createBulkAction(harness, { targets });
    assert.deepEqual([...(await action.targets(0, 400)), ...(await action.targets(400, 400))], targets);
    assert.deepEqual(await action.targets(701), []);
    assert.deepEqual(await action.actions.targets({ actionId: harness.freshId(), from: 0, limit: 5 }), []);
  },

  'an action without targets is due like any other': async (harness) => {
    const action = await createBulkAction(harness, { targets: [] });
    const step = await action.take();
    assert.deepEqual([step.action.targets, await action.targets(0)], [0, []]);
  },

  'purge forgets what ended so long ago, the oldest first and a few at a time, and nothing that runs': async (
    harness,
  ) => {
    const { clock } = harness;
    const actions = roleOf(harness, 'bulkActions');
    while ((await actions.purge({ olderThanMs: 0, limit: 1_000 })) > 0);
    const tenant = harness.freshId();
    const running = await createBulkAction(harness, { tenant });
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      const action = await createBulkAction(harness, { tenant });
      await actions.advance(await action.take(), progressTo(3, 'over'));
      ids.unshift(action.id);
      clock.advance(1_000);
    }
    const left = async (): Promise<string[]> => (await actions.list({ tenant, limit: 10 })).actions.map(({ id }) => id);
    assert.equal(await actions.purge({ olderThanMs: 3_001, limit: 10 }), 0);
    assert.equal(await actions.purge({ olderThanMs: 2_000, limit: 1 }), 1);
    assert.deepEqual(await left(), [ids[0], ids[1], running.id]);
    assert.equal(await actions.purge({ olderThanMs: 0, limit: 10 }), 2);
    assert.equal(await actions.purge({ olderThanMs: 0, limit: 10 }), 0);
    assert.deepEqual(await left(), [running.id]);
    assert.equal(await actions.get({ tenant, id: ids[0] as string }), undefined);
  },
});
