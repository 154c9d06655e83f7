import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectRedis, endRedis } from '@spillway/store-redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needRedis } from '../../store-redis/test/need-redis.ts';
import { type RedisServer, startRedisServer } from '../../store-redis/test/redis-server.ts';
import { ApiClient } from './api-client.ts';
import { isWhole, positionsIn, requestLines, writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { runCommand, startCommand } from './started-program.ts';

needRedis();

const cwd = scratchFolder();
let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer('--appendfsync', 'always');
});
afterAll(() => server[Symbol.asyncDispose]());

/** With what the keys of each database of the server begin. */
async function prefixesIn(url: string): Promise<readonly string[]> {
  const redis = connectRedis(url);
  const keys = await redis.keys('*');
  await endRedis(redis);
  return [...new Set(keys.map((key) => key.replace(/\{.*/s, '')))];
}

describe('spillway run --database-url redis://…', () => {
  const at = (database: number): string[] => ['--database-url', `${server.url}/${database}`];
  const run = (name: string, ...flags: string[]) =>
    runCommand(['run', `${name}.jsonl`, '-o', `${name}.out.jsonl`, '--simulate', '--speed', 'inf', ...flags], { cwd });

  it('keeps to itself below a prefix, goes on there, and --fresh forgets all that is below it', async () => {
    writeRequests(join(cwd, 'in.jsonl'), { count: 40 });
    expect(await run('in', ...at(1))).toMatchObject({ code: 0 });
    expect(isWhole(positionsIn(join(cwd, 'in.out.jsonl')), [], 40)).toBe(true);
    const [first, ...others] = await prefixesIn(`${server.url}/1`);
    expect([first, others]).toEqual([expect.stringMatching(/^spillway-run_\w+:$/), []]);
    expect(await run('in', ...at(1))).toMatchObject({ code: 0, stdout: expect.stringContaining('already done') });
    expect(await run('in', '--fresh', ...at(1))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('40 requests answered, 0 failed, in '),
    });
    expect(await prefixesIn(`${server.url}/1`)).toEqual([first]);
  });

  it('is another run in another database, and on another machine', async () => {
    writeRequests(join(cwd, 'other.jsonl'), { count: 3 });
    const elsewhere = ['--data-dir', 'machine-2'];
    for (const flags of [at(2), at(3), [...at(2), ...elsewhere]]) {
      const { code, stdout } = await run('other', ...flags);
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('3 requests answered, 0 failed, in '),
      });
    }
    expect((await prefixesIn(`${server.url}/2`)).length).toBe(2);
    expect((await prefixesIn(`${server.url}/3`)).length).toBe(1);
  });

  it('writes no password down', async () => {
    writeRequests(join(cwd, 'secret.jsonl'), { count: 1 });
    const url = server.url.replace('//', '//:a-password@');
    expect(await run('secret', '--database-url', url)).toMatchObject({ code: 0 });
    const notes = readdirSync(join(cwd, '.spillway', 'runs')).map((key) =>
      readFileSync(join(cwd, '.spillway', 'runs', key, 'run.json'), 'utf8'),
    );
    expect(notes.join('')).toContain(server.url);
    expect(notes.join('')).not.toContain('a-password');
  });
});

it('dev --autoscale has its workers on the same Redis', async () => {
  const flags = ['--no-auth', '--port', '0', '--speed', 'inf', '--pools', 'spot:max=1;dedicated:max=1'];
  const env = { SPILLWAY_DATABASE_URL: `${server.url}/4` };
  await using dev = startCommand(['dev', '--autoscale', ...flags], { cwd, env });
  const [, url = ''] = await dev.said(/spillway ready on (\S+)/);
  const client = new ApiClient(url, 'none');
  const { request_counts: counts } = await client.until(
    await client.submit(requestLines({ count: 20 })),
    ({ status }) => status === 'completed',
  );
  expect(counts).toEqual({ total: 20, completed: 20, failed: 0 });
  expect(await dev.stop('SIGTERM')).toMatchObject({ code: 0 });
});

describe('spillway doctor', () => {
  const doctor = async (...flags: string[]) => {
    const { code, stdout } = await runCommand(['doctor', '--json', ...flags], { cwd });
    const findings = stdout.split('\n').flatMap((line) => (line.includes('"finding"') ? [JSON.parse(line)] : []));
    return { code, of: (check: string) => findings.filter((finding) => finding.check === check) };
  };

  it('finds nothing to mend on a Redis that keeps what it acknowledged', async () => {
    const { code, of } = await doctor('--database-url', `${server.url}/5`);
    expect([code, ...['database', 'settings', 'clock', 'storage'].flatMap((check) => of(check))]).toMatchObject([
      0,
      { state: 'ok', text: expect.stringContaining('Redis answers') },
      { state: 'ok' },
      { state: 'ok' },
      { state: 'ok' },
    ]);
    expect(of('migrations')).toEqual([]);
  });

  it('warns of settings that may lose something, and exits 0 with warnings', async () => {
    await using unsafe = await startRedisServer('--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru');
    const redis = connectRedis(unsafe.url);
    const [, used] = /used_memory:(\d+)/.exec(await redis.info('memory')) ?? [];
    await redis.config('SET', 'maxmemory', Math.round(1.2 * Number(used)));
    await endRedis(redis);
    const { code, of } = await doctor('--database-url', unsafe.url);
    expect(of('settings').map(({ state, fix }) => [state, fix])).toEqual([
      ['warn', expect.stringContaining('noeviction')],
      ['warn', expect.stringContaining('appendonly')],
      ['warn', expect.stringContaining('maxmemory')],
    ]);
    expect(code).toBe(0);
  });
});

describe('a database that cannot be used is named on start, without its password and without a trace', () => {
  it.each([
    ['redis://:secret@127.0.0.1:9', /Redis cannot be reached/],
    ['redis+cluster://:secret@127.0.0.1:9', /Redis cannot be reached/],
    ['redis://:secret@nowhere:x', /The URL of Redis cannot be used/],
    ['mysql://:secret@host/x', /--database-url is no URL of a database/],
    ['postgres://:secret@[host/x', /--database-url is no URL of a database/],
  ])('%s', async (url, why) => {
    const { code, stderr } = await runCommand(['coordinate', '--database-url', url], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(why) });
    expect(stderr).not.toMatch(/secret|\n +at /);
  });
});
