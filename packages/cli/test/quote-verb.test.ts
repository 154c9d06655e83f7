import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, objectsIn, type Said } from './called-command.ts';
import { writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const folder = scratchFolder();
const input = join(folder, 'in.jsonl');
let server: ServerUnderTest;

beforeAll(async () => {
  writeRequests(input, { count: 600 });
  server = await startServer({ speed: null });
  await server.store.workers.beat({
    ...{ id: 'spot-1', pool: 'spot', models: ['spillway-sim'], contextTokens: {}, capacity: 4, inFlight: 0 },
    ...{ version: '1', engines: [], readyMs: null, livesMs: 3_600_000 },
    throughput: { 'spillway-sim': { requestsPerSecond: 1, tokensPerSecond: null } },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  return callAnywhere(args, { ...options, env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

const kept = async (): Promise<number> => (await server.spillway.files.list()).files.length;

it('shows what the file holds, when it would be done, at what cost, and that it can be; and leaves nothing behind', async () => {
  const { code, stdout } = await call(['quote', input, '--within', '1h']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^requests +600, /);
  expect(stdout).toContain('spillway-sim, a replica does 1 requests/s');
  expect(stdout).toMatch(/as configured +10 min 2 s +6 min 40 s +15 min 14 s +0\.167 +0\.111 +0\.250/);
  expect(stdout).toMatch(/on spot alone +10 min 2 s/);
  expect(stdout).toContain('yes. Expected to be done in 11 min, within 1h.');
  expect(await kept()).toBe(0);
  expect((await server.spillway.batches.list()).batches).toEqual([]);
});

it('says by its exit code that it cannot be done, and which window would do', async () => {
  const { code, stdout } = await call(['quote', input, '--within', '5m']);
  expect(code).toBe(1);
  expect(stdout).toContain('no. It takes about 11 min even if nothing else waits; the window is 5m.');
  expect(stdout).toMatch(/The shortest window that would do now is 1[12]m\./);
  expect(await kept()).toBe(0);
});

it('with --json answers one object, as the API does', async () => {
  const said = await call(['quote', input, '--json']);
  expect(objectsIn(said)).toEqual([
    expect.objectContaining({ event: 'quote', object: 'batch.quote', requests: 600, feasible: 'yes' }),
  ]);
});

it('shows what is wrong with a file that does not validate', async () => {
  const { code, stdout } = await call(['quote', input, '--endpoint', '/v1/completions']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/100 problems:\n {2}line 1: url: invalid_url: /);
  expect(await kept()).toBe(0);
});

it('of a file that is not there asks nothing', async () => {
  const { code, stderr } = await call(['quote', join(folder, 'none.jsonl')]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('does not exist')]);
});
