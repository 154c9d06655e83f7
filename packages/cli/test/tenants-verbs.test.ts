import { afterAll, beforeAll, expect, it } from 'vitest';
import { call as callAnywhere, objectsIn, type Said } from './called-command.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

let server: ServerUnderTest;

beforeAll(async () => {
  server = await startServer({ speed: null });
});
afterAll(() => server[Symbol.asyncDispose]());

function call(...args: readonly string[]): Promise<Said> {
  return callAnywhere(args, { env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

it('setting the limits of a tenant replaces all of them', async () => {
  const limits = ['--open-requests', '1_000_000', '--live-batches', '0'];
  expect((await call('tenants', 'set', 'search', ...limits)).stdout).toBe(
    'search  live batches 0, open requests 1,000,000\n',
  );
  expect((await call('tenants', 'ls')).stdout).toMatch(/^search +live batches 0, open requests 1,000,000$/m);
  await call('tenants', 'set', 'search', '--calls-per-minute', '5');
  expect(objectsIn(await call('tenants', 'ls', '--json'))).toMatchObject([
    { event: 'tenant', id: 'search', limits: { calls_per_minute: 5 } },
  ]);
  expect((await server.spillway.tenants.get('search'))?.limits).toEqual({ callsPerMinute: 5 });
});

it('what is no tenant is refused with what is wrong', async () => {
  expect(await call('tenants', 'set', 'no tenant!')).toMatchObject({ code: 1, stdout: '' });
});
