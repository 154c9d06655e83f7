import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, hastyClock, objectsIn, type Said } from './called-command.ts';
import { writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';
import { type SeenCall, startTroubledPath, type Trouble } from './troubled-path.ts';

const folder = scratchFolder();
const input = join(folder, 'in.jsonl');
const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) % 251));
let server: ServerUnderTest;

beforeAll(async () => {
  writeRequests(input, { count: 20 });
  writeFileSync(join(folder, 'content.bin'), content);
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

function ask(url: string, args: readonly string[], key = serverKey): Promise<Said> {
  return call(args, { env: { SPILLWAY_URL: url, SPILLWAY_API_KEY: key }, clock: hastyClock });
}

function troubled(troubleOf: (call: SeenCall, calls: readonly SeenCall[]) => Trouble | undefined) {
  return startTroubledPath(server.url, troubleOf);
}

function timesIn(calls: readonly SeenCall[], { method, path }: Pick<SeenCall, 'method' | 'path'>): number {
  return calls.filter((call) => call.method === method && call.path === path).length;
}

async function uploaded(): Promise<string> {
  const args = ['files', 'upload', join(folder, 'content.bin'), '--purpose', 'user_data'];
  return (await ask(server.url, args)).stdout.trim();
}

describe('a download', () => {
  it('goes on where its connection broke, however often', async () => {
    const id = await uploaded();
    await using path = await troubled(({ path }, calls) =>
      path.endsWith('/content') && calls.length < 4 ? { kind: 'cut', afterBytes: 70_000 } : undefined,
    );
    const copy = join(folder, 'copy.bin');
    expect(await ask(path.url, ['files', 'content', id, '-o', copy])).toMatchObject({ code: 0 });
    expect(readFileSync(copy).equals(content)).toBe(true);
    const ranges = path.calls.map(({ headers }) => headers.range);
    expect([ranges[0], ranges.at(-1)]).toEqual([undefined, expect.stringMatching(/^bytes=\d{5,}-$/)]);
  });

  it('that never comes to its end leaves what was at its path', async () => {
    const id = await uploaded();
    const copy = join(folder, 'kept.bin');
    writeFileSync(copy, 'before');
    await using path = await troubled(() => ({ kind: 'cut', afterBytes: 0 }));
    expect(await ask(path.url, ['files', 'content', id, '-o', copy])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The connection to'),
    });
    expect(readFileSync(copy, 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });
});

describe('a call that is made again', () => {
  it('a create whose answer was lost starts one batch', async () => {
    await using own = await startServer({ speed: null });
    const lostOnce = (call: SeenCall, calls: readonly SeenCall[]): Trouble | undefined =>
      call.method === 'POST' && call.path === '/v1/batches' && timesIn(calls, call) === 0
        ? { kind: 'answer lost' }
        : undefined;
    await using path = await startTroubledPath(own.url, lostOnce);
    expect(await ask(path.url, ['submit', input])).toMatchObject({ code: 0 });
    expect(timesIn(path.calls, { method: 'POST', path: '/v1/batches' })).toBe(2);
    expect(objectsIn(await ask(own.url, ['ls', '--json']))).toHaveLength(1);
  });

  it('a cancel whose answer was lost is not, and says that nobody knows', async () => {
    await using idle = await startServer({ speed: null });
    const said = [await ask(idle.url, ['submit', input]), await ask(idle.url, ['submit', input])];
    const ids = said.map(({ stdout }) => stdout.trim());
    await using path = await startTroubledPath(idle.url, (_, calls) =>
      calls.length > 0 ? { kind: 'answer lost' } : undefined,
    );
    expect(await ask(path.url, ['cancel', ...ids])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing says that the server saw it'),
    });
    expect(path.calls).toHaveLength(2);
  });

  it('an upload is sent anew from its beginning', async () => {
    await using path = await troubled((call, calls) =>
      call.method === 'POST' && timesIn(calls, call) < 2
        ? { kind: 'answered', status: 503, headers: { 'retry-after-ms': '1', connection: 'close' } }
        : undefined,
    );
    await ask(path.url, ['ls']);
    const args = ['files', 'upload', join(folder, 'content.bin'), '--purpose', 'user_data', '--json'];
    const said = await ask(path.url, args);
    expect(objectsIn(said)).toMatchObject([{ event: 'uploaded', bytes: content.length }]);
    expect(path.calls.filter(({ method }) => method === 'POST')).toHaveLength(3);
  });

  it.each([
    [{ status: 429, headers: { 'retry-after': '1' } }, 0],
    [{ status: 500 }, 0],
    [{ status: 429, headers: { 'retry-after': '61' } }, 1],
    [{ status: 500, headers: { 'x-should-retry': 'false' } }, 1],
    [{ status: 400 }, 1],
  ])('after %j the exit code is %i', async (answer, code) => {
    await using path = await troubled((_, calls) => (calls.length < 2 ? { kind: 'answered', ...answer } : undefined));
    expect(await ask(path.url, ['ls'])).toMatchObject({ code });
  });
});

describe('watch', () => {
  it('waits for a server that is away, and says so once', async () => {
    const id = (await ask(server.url, ['submit', input])).stdout.trim();
    await using path = await troubled((_, calls) =>
      calls.length > 0 && calls.length < 30 ? { kind: 'lost' } : undefined,
    );
    const { code, stderr } = await ask(path.url, ['watch', id]);
    expect(code).toBe(0);
    expect(stderr.match(/trying again/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('looks again and again at a server that streams no events', async () => {
    const id = (await ask(server.url, ['submit', input])).stdout.trim();
    await using path = await troubled(({ path }) =>
      path.endsWith('/events') ? { kind: 'answered', status: 404, body: '<html>' } : undefined,
    );
    expect(await ask(path.url, ['watch', id])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('20 requests answered'),
    });
  });
});

describe('an error says what is wrong and what to do', () => {
  it.each(['200', '404', '502'])('where something else answers with %s', async (status) => {
    const headers = { 'content-type': 'text/html' };
    await using path = await troubled(() => ({ kind: 'answered', status: Number(status), headers, body: '<html>' }));
    const { code, stderr } = await ask(path.url, ['ls']);
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 2 });
    expect(stderr).toContain(path.url);
    expect(stderr).not.toContain('bug');
  });

  it('where the key is wrong, missing, or that of another folder', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const url = ['--url', server.url, '--data-dir', data];
    expect((await ask(server.url, ['ls'], 'sk-wrong-but-long')).stderr).toContain('SPILLWAY_API_KEY');
    expect((await call(['ls', ...url])).stderr).toContain(`there is no key in ${join(data, 'api-key')}`);
    writeFileSync(join(data, 'api-key'), 'sk-of-another-server\n');
    expect((await call(['ls', ...url])).stderr).toContain(`The key came from ${join(data, 'api-key')}`);
    writeFileSync(join(data, 'api-key'), `${serverKey}\n`);
    expect(await call(['ls', ...url])).toMatchObject({ code: 0 });
  });

  it('where nothing answers', async () => {
    const path = await troubled(() => undefined);
    await path[Symbol.asyncDispose]();
    const { code, stderr } = await ask(path.url, ['ls']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`Nothing answers at ${path.url}.`) });
    const port = new URL(path.url).port;
    const local = await call(['ls'], { env: { SPILLWAY_PORT: port } });
    expect(local.stderr).toContain('Start spillway dev in another terminal');
  });

  it('with --json it is one object, with the code of the server', async () => {
    const [error] = objectsIn(await ask(server.url, ['submit', input, '--endpoint', '/nowhere', '--json']));
    expect(error).toMatchObject({ event: 'error', status: 400, server_code: 'invalid_value', param: 'endpoint' });
    expect(error).toHaveProperty('request_id');
  });
});
