import { expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import type { FleetStanding } from '../store/index.ts';
import { type AutoscalerOptions, createAutoscaler } from './autoscaler.ts';
import type { ScaleWish } from './scale-target.ts';

function standing(pool: string, model: string, desiredReplicas: number, live?: number): FleetStanding {
  const work = { openRequests: 0, openTokens: 0, throughput: null, coldStartMs: 0 };
  return { pool, model, desiredReplicas, decidedAt: 0, observed: live === undefined ? null : { ...work, live } };
}

interface Look extends Partial<AutoscalerOptions> {
  /** What the store answers, look by look. */
  readonly standings: readonly (readonly FleetStanding[] | Error)[];
  /** Pools whose scaling fails. */
  readonly broken?: readonly string[];
}

/** What is wished for at each look, and what went wrong. */
async function wished({
  standings,
  broken = [],
  ...options
}: Look): Promise<{ wishes: ScaleWish[][]; troubles: string[] }> {
  const stop = new AbortController();
  const wishes: ScaleWish[][] = standings.map(() => []);
  const troubles: string[] = [];
  let look = 0;
  const clock = {
    monotonic: () => 0,
    async sleep() {
      if (++look === standings.length) stop.abort();
    },
  } as unknown as Clock;
  await createAutoscaler({
    pools: [{ name: 'spot' }, { name: 'dedicated' }],
    ...options,
    clock,
    onTrouble: ({ where, error }) => troubles.push(`${where}: ${(error as Error).message}`),
    store: {
      fleet: {
        list: async () => {
          const at = standings[look];
          if (at instanceof Error) throw at;
          return at ?? [];
        },
      } as never,
    },
    target: {
      async scale(wish) {
        if (broken.includes(wish.pool)) throw new Error('no');
        wishes[look]?.push(wish);
      },
      async [Symbol.asyncDispose]() {},
    },
  }).run({ signal: stop.signal });
  return { wishes, troubles };
}

test('every standing decision is wished for at every look, changed or not', async () => {
  const decided = [standing('spot', 'a', 2, 1), standing('dedicated', 'b', 0)];
  const { wishes } = await wished({ standings: [decided, decided] });
  const wish = [
    { pool: 'spot', model: 'a', desiredReplicas: 2, live: 1 },
    { pool: 'dedicated', model: 'b', desiredReplicas: 0, live: null },
  ];
  expect(wishes).toEqual([wish, wish]);
});

test('only the pools and models that are named are scaled, and no pool beyond its maximum', async () => {
  const decided = [standing('spot', 'a', 9), standing('spot', 'b', 9), standing('dedicated', 'a', 9)];
  const { wishes } = await wished({ standings: [decided], pools: [{ name: 'spot', maxReplicas: 4 }], models: ['a'] });
  expect(wishes).toEqual([[{ pool: 'spot', model: 'a', desiredReplicas: 4, live: null }]]);
});

test('until something is decided, the minimum of a pool is wished for', async () => {
  const pools = [{ name: 'spot', minReplicas: 2 }, { name: 'dedicated' }];
  const { wishes } = await wished({ standings: [[], [standing('spot', 'a', 5)]], pools, models: ['a'] });
  expect(wishes.map((all) => all.map(({ pool, desiredReplicas }) => [pool, desiredReplicas]))).toEqual([
    [['spot', 2]],
    [['spot', 5]],
  ]);
});

test('a store that does not answer changes nothing, and a pool that cannot be scaled holds up no other', async () => {
  const decided = [standing('spot', 'a', 1), standing('dedicated', 'a', 1)];
  const { wishes, troubles } = await wished({ standings: [new Error('away'), decided], broken: ['spot'] });
  expect(wishes.map((all) => all.map(({ pool }) => pool))).toEqual([[], ['dedicated']]);
  expect(troubles).toEqual(['autoscaler: away', 'scaling spot: no']);
});
