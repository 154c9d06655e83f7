import { expect, test } from 'vitest';
import type { LaneQuery } from '../store/index.ts';
import { newsOf, tellBatchesOfGoing, type UntoldWorker } from './tell-batches-of-going.ts';

const going = (id: string, how: UntoldWorker['how'], pool = 'spot'): UntoldWorker => ({ id, pool, how, models: ['m'] });

test('the first to go are told of at once, those of the next minute together', () => {
  const first = newsOf({ untold: [], toldAt: 0 }, [going('a', 'lost')], 100_000);
  expect(first.news).toEqual([going('a', 'lost')]);
  const second = newsOf(first.next, [going('b', 'lost')], 130_000);
  expect(second.news).toEqual([]);
  expect(newsOf(second.next, [], 159_999).news).toEqual([]);
  const third = newsOf(second.next, [going('c', 'notice')], 160_000);
  expect(third.news).toEqual([going('b', 'lost'), going('c', 'notice')]);
  expect(newsOf(third.next, [], 400_000).news).toEqual([]);
});

test('each batch that the pool works on has one line for those that were told to go, and one for those that were lost', async () => {
  const asked: LaneQuery[] = [];
  const shards = {
    async lanes(query: LaneQuery) {
      asked.push(query);
      return { asOf: 0, lanes: [{ batchId: 'one' }, { batchId: 'two' }, { batchId: 'two' }] };
    },
  };
  const store = { shards } as unknown as Parameters<typeof tellBatchesOfGoing>[0];
  const events = await tellBatchesOfGoing(store, [going('a', 'lost'), going('b', 'lost'), going('c', 'notice')]);
  expect(events.map(({ batchId, event }) => [batchId, event.kind])).toEqual([
    ['one', 'preempted'],
    ['two', 'preempted'],
    ['one', 'lapsed'],
    ['two', 'lapsed'],
  ]);
  expect(events.at(-1)?.event.text).toBe('2 workers of spot were lost. What was in hand there is run again.');
  expect(asked).toMatchObject([{ pool: 'spot', models: ['m'] }]);
});

test('where the models of one are not known, those of all are told', async () => {
  const asked: LaneQuery[] = [];
  const shards = { lanes: async (query: LaneQuery) => ({ asOf: asked.push(query), lanes: [] }) };
  const store = { shards } as unknown as Parameters<typeof tellBatchesOfGoing>[0];
  await tellBatchesOfGoing(store, [going('a', 'lost'), { id: 'b', pool: 'spot', how: 'notice' }]);
  expect(asked[0]).not.toHaveProperty('models');
});
