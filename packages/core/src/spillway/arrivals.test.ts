import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Batch, Store } from '../store/index.ts';
import { Arrivals } from './arrivals.ts';

const models = [{ model: 'm', requests: 1, tokens: 0 }];
const validating = { phase: 'validating', requeue: null, cancelRequestedAt: null } as const;

/** Arrivals at a ledger that has each batch in the state that it is told. */
function underTest() {
  let nowMs = 0;
  const asked: string[] = [];
  const states = new Map<string, Partial<Batch>>();
  const batches = {
    async get({ id }: { readonly id: string }) {
      asked.push(id);
      return states.get(id) as Batch | undefined;
    },
  } as Store['batches'];
  const arrivals = new Arrivals({ store: { batches }, clock: { ...systemClock, monotonic: () => nowMs } });
  const arrive = (id: string): void => {
    states.set(id, validating);
    arrivals.note({ id, tenant: 'a', priority: 1, createdAt: 0, deadlineAt: 1 } as Batch, models);
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  const ids = async () => (await arrivals.list()).map(({ id }) => id);
  return { arrive, pass, ids, asked, states };
}

test('what was let in is known until it is planned, cancelled or gone', async () => {
  const { arrive, pass, ids, states } = underTest();
  for (const id of ['planned', 'cancelled', 'gone', 'requeued', 'waiting']) arrive(id);
  expect(await ids()).toHaveLength(5);
  states.set('planned', { ...validating, phase: 'in_progress' });
  states.set('requeued', { ...validating, phase: 'in_progress', requeue: { outcomes: ['deadLettered'] } });
  states.set('cancelled', { ...validating, cancelRequestedAt: 1 });
  states.delete('gone');
  pass(1_000);
  expect(await ids()).toEqual(['requeued', 'waiting']);
});

test('many that come at one moment are looked for once, not once for each that comes', async () => {
  const { arrive, pass, ids, asked } = underTest();
  for (let index = 0; index < 100; index++) {
    arrive(`b${index}`);
    expect(await ids()).toHaveLength(index + 1);
    pass(1);
  }
  expect(asked.length).toBeLessThan(100);
  pass(1_000);
  expect(await ids()).toHaveLength(100);
  expect(asked.length).toBeLessThanOrEqual(200);
});
