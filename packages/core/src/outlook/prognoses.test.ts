import { expect, test } from 'vitest';
import { VirtualClock } from '../../../../test/loops/virtual-clock.ts';
import { pacedBurst } from '../policy/fleet/index.ts';
import { defaultPools } from '../policy/index.ts';
import type { Batch, Lane, Store } from '../store/index.ts';
import { Prognoses } from './prognoses.ts';

/** More batches of one model than are forecast together, the soonest deadline first. */
const lanes: readonly Lane[] = Array.from({ length: 150 }, (_, rank) => ({
  ...{ batchId: `batch_${rank}`, model: 'm', tenant: 'acme', priority: 1, createdAt: 0, deadlineAt: 1_000_000 + rank },
  ...{ open: 1, tokens: 1, dueInMs: 0, permission: 'all' },
}));

function scene(): { readonly clock: VirtualClock; readonly ask: (...ranks: readonly number[]) => Promise<unknown> } {
  const clock = new VirtualClock();
  const store = {
    shards: { lanes: async () => ({ lanes, asOf: 0 }) },
    workers: { list: async () => [] },
    fleet: { list: async () => [] },
  } as unknown as Store;
  const fleet = { pools: defaultPools, fleetPolicy: pacedBurst(), points: async () => [] };
  const prognoses = new Prognoses({ store, ...fleet, clock, closing: new AbortController().signal });
  const ask = async (...ranks: readonly number[]): Promise<unknown> => {
    const { models } = await prognoses.about(ranks.map((rank) => ({ id: `batch_${rank}` }) as Batch));
    return models.get('m');
  };
  return { clock, ask };
}

test('one forecast is for all that ask within a while, of whichever batch', async () => {
  const { clock, ask } = scene();
  const [one, other] = await Promise.all([ask(0), ask(99, 5)]);
  expect(one).toBeDefined();
  expect(other).toBe(one);
  const [late, same, another] = await Promise.all([ask(149, 3), ask(3, 149), ask(148)]);
  expect(same).toBe(late);
  expect(another).not.toBe(late);
  await clock.pass(3_000);
  expect(await ask(149, 3)).not.toBe(late);
});
