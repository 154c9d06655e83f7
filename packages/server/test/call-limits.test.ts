import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { jsonOf } from './json-of.ts';

/** A clock that is moved by hand. */
function manualClock() {
  let nowMs = 1_000_000;
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: () => new Promise<void>(() => {}),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const names = ['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'];
const shown = ({ status, headers }: Response): unknown => [status, ...names.map((name) => headers.get(name))];

it('a key has its calls of a minute, is told how many are left, and gets them back as time passes', async () => {
  const clock = manualClock();
  await using api = await startApi({}, { callsPerMinute: 3, clock });
  const call = (key = apiKey) => fetch(`${api.url}/v1/batches`, { headers: { authorization: `Bearer ${key}` } });
  expect(shown(await call())).toEqual([200, '3', '2', '20s']);
  expect(shown(await call())).toEqual([200, '3', '1', '40s']);
  expect(shown(await call())).toEqual([200, '3', '0', '60s']);
  const refused = await call();
  expect([...(shown(refused) as string[]), refused.headers.get('retry-after')]).toEqual([429, '3', '0', '60s', '20']);
  expect((await jsonOf(refused)).error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' });
  const { secret } = await api.spillway.keys.create({ name: 'another' });
  expect(shown(await call(secret))).toEqual([200, '3', '2', '20s']);
  clock.pass(20_000);
  expect(shown(await call())).toEqual([200, '3', '0', '60s']);
  expect((await call()).status).toBe(429);
});

it("a tenant's own limit counts for its keys", async () => {
  await using api = await startApi();
  await api.spillway.tenants.put({ id: 'small', limits: { callsPerMinute: 1 } });
  const { secret } = await api.spillway.keys.create({ tenant: 'small', name: 'k' });
  const call = (key: string) => fetch(`${api.url}/v1/files`, { headers: { authorization: `Bearer ${key}` } });
  expect(shown(await call(secret))).toEqual([200, '1', '0', '60s']);
  expect((await call(secret)).status).toBe(429);
  expect(shown(await call(apiKey))).toEqual([200, null, null, null]);
});

it("an operator's key that goes from tenant to tenant has the calls of each, and no more", async () => {
  await using api = await startApi();
  await api.spillway.tenants.put({ id: 'one', limits: { callsPerMinute: 1 } });
  await api.spillway.tenants.put({ id: 'two', limits: { callsPerMinute: 2 } });
  const call = (tenant: string) =>
    fetch(`${api.url}/v1/files`, { headers: { authorization: `Bearer ${apiKey}`, 'spillway-tenant': tenant } });
  const statuses = [];
  for (const tenant of ['one', 'two', 'one', 'two', 'one', 'two']) statuses.push((await call(tenant)).status);
  expect(statuses).toEqual([200, 200, 429, 200, 429, 429]);
});
