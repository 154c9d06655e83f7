import { fleetPolicies } from '@spillway/core/fleet';
import { expect, it } from 'vitest';
import { fleetPolicyFlags } from './fleet-policy-flag.ts';

const flag = fleetPolicyFlags['fleet-policy'];
const read = (given: string) => flag.read([given], '--fleet-policy');

it('knows every fleet policy by its name', () => {
  expect(fleetPolicies.map(({ name }) => read(name)?.name)).toEqual(fleetPolicies.map(({ name }) => name));
});

it.each([
  ['paced-burst', { marginMs: 30_000, workMargin: 0.25 }],
  ['paced-burst:margin=2m,work-margin=15%', { marginMs: 120_000, workMargin: 0.15 }],
  ['late-burst:work-margin=0.2', { marginMs: 30_000, workMargin: 0.2 }],
  ['slack-ratio:ratio=30%', { ratio: 0.3 }],
  ['fixed-threshold:before=10m', { beforeMs: 600_000 }],
  ['backlog-ratio:spot=50,dedicated=100', { requestsPerSpot: 50, requestsPerDedicated: 100 }],
])('%s has those constants', (given, options) => {
  expect(read(given)?.options).toMatchObject(options);
});

it.each([
  ['paced-brust', 'there is no fleet policy "paced-brust"', 'Did you mean paced-burst?'],
  ['spot-only:margin=2m', '"spot-only" has no setting "margin"', 'It has none.'],
  ['paced-burst:work-margin=a lot', 'work-margin of "paced-burst" must be a share', ''],
])('refuses %s and says what is wrong', (given, message, hint) => {
  const refusal = { code: 'invalid_argument', message: expect.stringContaining(message) };
  expect(() => read(given)).toThrow(expect.objectContaining(hint === '' ? refusal : { ...refusal, hint }));
});
