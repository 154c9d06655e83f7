import { defaultPools } from '@spillway/core/policy';
import { expect, it } from 'vitest';
import { poolFlags, scaledPools } from './pool-flags.ts';

const read = (...given: string[]) => poolFlags.pools.read(given, '--pools') ?? [];

it('reads every setting of a pool, several pools in one text or in several', () => {
  const own = 'reserve:price=6.5,preemptible=no,min=1,max=2,cold-start=90s,permission=returned';
  const pools = read(`${own}; burst:price=0,preemptible`, 'spot');
  expect(pools).toEqual([
    {
      name: 'reserve',
      preemptible: false,
      pricePerHour: 6.5,
      minReplicas: 1,
      maxReplicas: 2,
      coldStartMs: 90_000,
      permission: 'returned',
    },
    { name: 'burst', preemptible: true, pricePerHour: 0, permission: 'all' },
    defaultPools[0],
  ]);
  expect(scaledPools(pools).map(({ name }) => name)).toEqual(['reserve']);
});

it('spot and dedicated are as they come, but for what is said', () => {
  expect(read('dedicated:max=4;spot:price=2')).toEqual([
    { ...defaultPools[1], maxReplicas: 4 },
    { ...defaultPools[0], pricePerHour: 2 },
  ]);
});

it.each([
  ['spot:pirce=2', 'has no setting "pirce"', 'Did you mean price?'],
  ['spot:colour=red', 'has no setting "colour"', 'There are price, '],
  ['spot:max=1.5', 'max of "spot" must be a whole number from 0 to 10000, not "1.5"', ''],
  ['spot:max=1000000000', 'max of "spot" must be a whole number from 0 to 10000', ''],
  [`spot:price=${'9'.repeat(400)}`, 'price of "spot" must be a number of 0 or more', ''],
  ['spot:price=-1', 'price of "spot" must be a number of 0 or more, not "-1"', ''],
  ['spot:preemptible=maybe', 'preemptible of "spot" must be yes or no, not "maybe"', ''],
  ['spot:permission=some', 'permission of "spot" must be all, returned or none', ''],
  ['spot:cold-start=3', 'cold-start of "spot" must be a duration', ''],
  ['spot:max', 'max of "spot" must be a whole number', ''],
  ['spot:max=1,max=2', 'says max of "spot" twice', ''],
  ['spot:min=3,max=2', 'cannot have 3 replicas at the least and 2 at the most', ''],
  ['reserve:max=2', 'the pool "reserve" needs a price', 'reserve:price='],
  ['Spot', '"Spot" is no name of a pool', 'small letters'],
  ['spot;spot:max=2', 'names the pool "spot" twice', ''],
  [' ; ', 'names no pool', 'spot:max=8'],
])('refuses %s and says what is wrong', (given, message, hint) => {
  const refusal = { code: 'invalid_argument', param: '--pools', message: expect.stringContaining(message) };
  expect(() => read(given)).toThrow(
    expect.objectContaining(hint === '' ? refusal : { ...refusal, hint: expect.stringContaining(hint) }),
  );
});
