import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, objectsIn, type Said } from './called-command.ts';
import { positionsIn, writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const folder = scratchFolder();
const input = join(folder, 'in.jsonl');
let server: ServerUnderTest;

beforeAll(async () => {
  writeRequests(input, { count: 60, body: (position) => (position === 7 ? { temperature: -1 } : {}) });
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  return callAnywhere(args, { ...options, env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

async function submit(...flags: string[]): Promise<string> {
  const { code, stdout } = await call(['submit', input, ...flags]);
  expect(code).toBe(0);
  return stdout.trim();
}

describe('submit', () => {
  it('prints the id alone on stdout, and what to do next on stderr', async () => {
    const { code, stdout, stderr } = await call(['submit', input]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^batch_\w+\n$/) });
    expect(stderr).toContain(`spillway watch ${stdout.trim()}`);
  });

  it('with -o it waits, and downloads answers and errors beside them', async () => {
    const output = join(folder, 'out.jsonl');
    const { code, stdout, stderr } = await call(['submit', input, '-o', output]);
    expect({ code, stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('59 requests answered, 1 failed'),
    });
    expect(stderr).toContain('spillway retry batch_');
    expect(positionsIn(output)).toEqual(Array.from({ length: 60 }, (_, at) => at).filter((at) => at !== 7));
    expect(positionsIn(join(folder, 'out.errors.jsonl'))).toEqual([7]);
  });

  it('what it says of the batch reaches the server', async () => {
    const flags = ['--within', '2h', '--metadata', 'a=b,c', '--metadata', 'd=e=f', '--endpoint', '/v1/completions'];
    const [submitted] = objectsIn(await call(['submit', input, ...flags, '--json']));
    expect(submitted).toMatchObject({
      event: 'submitted',
      completion_window: '2h',
      endpoint: '/v1/completions',
      metadata: { a: 'b,c', d: 'e=f' },
    });
  });

  it('called twice with one idempotency key it answers one batch, on one file', async () => {
    const first = await submit('--idempotency-key', 'nightly');
    expect(await submit()).not.toBe(first);
    expect(await submit('--idempotency-key', 'nightly')).toBe(first);
  });

  it('an input that does not validate exits 1 with the line of each problem', async () => {
    const bad = join(folder, 'bad.jsonl');
    writeFileSync(bad, `${readFileSync(input, 'utf8').split('\n')[0]}\n{"custom_id": 1}\nno json\n`);
    const { code, stdout } = await call(['submit', bad, '--watch']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^line 2: /m);
    expect(stdout).toMatch(/^line 3: invalid_json_line: /m);
  });

  it('an output that cannot be written is refused before anything is sent', async () => {
    const uploads = ['files', 'ls', '--purpose', 'batch', '--all', '--json'];
    const before = await call(uploads);
    expect(await call(['submit', input, '-o', join(folder, 'absent', 'out.jsonl')])).toMatchObject({ code: 1 });
    expect(await call(uploads)).toEqual(before);
  });
});

describe('ls, show and cancel', () => {
  it.each([40, 60, 80, 120, 200])('a table fits a terminal of %i columns', async (columns) => {
    await submit();
    for (const args of [['ls'], ['files', 'ls']]) {
      const { code, stdout } = await call(args, { columns });
      expect(code).toBe(0);
      for (const line of stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
      expect(stdout.split('\n')[1]).toMatch(/^(batch_|file-)\w+ /);
    }
  });

  it('a list is cut at its limit, says how to go on, and comes page by page with --all', async () => {
    for (let times = 0; times < 3; times++) await submit();
    const all = objectsIn(await call(['ls', '--all', '--json'])).map(({ id }) => String(id));
    const { stdout, stderr } = await call(['ls', '--limit', '2']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr).toContain(`--after ${all[1]}`);
    const rest = objectsIn(await call(['ls', '--all', '--json', '--after', all[1] ?? '']));
    expect(rest.map(({ id }) => id)).toEqual(all.slice(2));
  });

  it('a list holds what the flags choose, in the order that they ask for, and may only be counted', async () => {
    const order = (...flags: string[]) => call(['submit', input, ...flags]);
    const one = (await order('--metadata', 'team=search=a,b', '--within', '4h')).stdout.trim();
    const two = (await order('--metadata', 'team=ads', '--priority', 'high', '--within', '2h')).stdout.trim();
    const ids = async (...flags: string[]) =>
      objectsIn(await call(['ls', '--json', ...flags])).map(({ id }) => String(id));
    expect(await ids(one, two, 'batch_none')).toEqual([two, one]);
    expect(await ids(one, two, '--order', 'oldest')).toEqual([one, two]);
    expect(await ids(one, two, '--order', 'deadline', '--all-tenants')).toEqual([two, one]);
    expect(await ids('--metadata', 'team=search=a,b')).toEqual([one]);
    expect(await ids('--search', 'ADS', '--priority', '10', '--newer', '1h')).toEqual([two]);
    expect(await ids('--search', 'ads', '--older', '1h')).toEqual([]);
    expect(await call(['ls', one, two, '--count'])).toMatchObject({ code: 0, stdout: '2\n' });
    expect(objectsIn(await call(['ls', one, '--count', '--json']))).toEqual([{ event: 'count', count: 1 }]);
    expect((await call(['ls', one, '--all-tenants'])).stdout).toMatch(/^BATCH +TENANT .*\n\S+ +default /);
    expect((await call(['ls', 'batch_none'])).stderr).toContain('No batch is like that.');
  });

  it.each([
    [['--status', 'complete'], '--status needs one or more of validating, in_progress'],
    [['--order', 'newst'], '--order needs one of newest, oldest, deadline'],
    [['--metadata', 'a=b', '--metadata', 'c=d'], 'one pair of metadata'],
    [['--priority', 'high'], 'priority'],
  ])('a list of %j is refused, and why', async (flags, why) => {
    const { code, stderr } = await call(['ls', ...flags]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(why)]);
  });

  it('a batch is shown with its counts, files and timeline', async () => {
    const id = (await call(['submit', input])).stdout.trim();
    await call(['watch', id]);
    const { stdout } = await call(['show', id]);
    for (const part of [`batch     ${id}`, '60 of 60 done, 1 failed', 'output    file-', 'planned']) {
      expect(stdout).toContain(part);
    }
    const [batch, ...events] = objectsIn(await call(['show', id, '--json']));
    expect(batch).toMatchObject({ event: 'batch', id, status: 'completed' });
    expect(events.map(({ type }) => type)).toContain('completed');
  });

  it('an id that is nearly right gets the right one as a hint; one of another kind is named so', async () => {
    const id = await submit();
    const wrong = `${id.slice(0, 10)}${id[11]}${id[10]}${id.slice(12)}`;
    const { code, stderr } = await call(['show', wrong === id ? `${id}x` : wrong]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`Did you mean ${id}?`) });
    expect((await call(['watch', 'file-abc'])).stderr).toContain('That is the id of a file; this takes a batch.');
    expect((await call(['files', 'get', id])).stderr).toContain('That is the id of a batch; this takes a file.');
    expect((await call(['cancel', 'nonsense'])).stderr).toContain('spillway ls lists those that there are');
  });

  it('of several batches to cancel, one that cannot be does not keep the others from it', async () => {
    await using idle = await startServer({ speed: null });
    const env = { SPILLWAY_URL: idle.url, SPILLWAY_API_KEY: serverKey };
    const ids = await Promise.all([1, 2].map(() => callAnywhere(['submit', input], { env })));
    const [first = '', second = ''] = ids.map(({ stdout }) => stdout.trim());
    const { code, stdout, stderr } = await callAnywhere(['cancel', first, 'batch_none', second], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${first}  cancell.*\n${second}  cancell.*\n$`));
    expect(stderr).toContain('batch_none');
    for (const id of [first, second]) {
      expect(await callAnywhere(['watch', id], { env })).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('cancelled: '),
      });
    }
  });
});

describe('watch', () => {
  it('interrupted, it leaves the batch running and says so', async () => {
    await using idle = await startServer({ speed: null });
    const env = { SPILLWAY_URL: idle.url, SPILLWAY_API_KEY: serverKey };
    const id = (await callAnywhere(['submit', input], { env })).stdout.trim();
    const interrupt = (text: string): void => {
      if (text.includes('0/60')) process.emit('SIGINT', 'SIGINT');
    };
    const { code, stderr } = await callAnywhere(['watch', id], { env, columns: 100, onText: interrupt });
    expect(code).toBe(130);
    expect(stderr).toContain(`${id} goes on without being watched.`);
    expect(stderr).not.toContain('finishing what is running');
    expect(await idle.spillway.batches.get({ id })).toMatchObject({ endedAt: null, cancelRequestedAt: null });
  });

  it.each([20, 50, 100])('a live line fits a terminal of %i columns', async (columns) => {
    await using idle = await startServer({ speed: null });
    const env = { SPILLWAY_URL: idle.url, SPILLWAY_API_KEY: serverKey };
    const id = (await callAnywhere(['submit', input], { env })).stdout.trim();
    const live: string[] = [];
    const onText = (text: string): void => {
      const [line = ''] = text
        .replaceAll('\u001b[2K', '')
        .split(/[\r\n]/)
        .filter((part) => part.includes('  0 %'));
      if (line !== '') live.push(line);
      if (live.length === 1) process.emit('SIGINT', 'SIGINT');
    };
    expect(await callAnywhere(['watch', id], { env, columns, onText })).toMatchObject({ code: 130 });
    expect(live.length).toBeGreaterThan(0);
    for (const text of live) expect(text.length).toBeLessThan(columns);
  });
});

describe('files', () => {
  it('what was uploaded is shown, printed, downloaded and removed', async () => {
    const odd = join(folder, 'ünïcode nâme.bin');
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256));
    writeFileSync(odd, bytes);
    const uploaded = await call(['files', 'upload', odd, input, '--purpose', 'user_data', '--expires-after', '1d']);
    const [id = '', second = ''] = uploaded.stdout.trim().split('\n');
    const [shown] = objectsIn(await call(['files', 'get', id, '--json']));
    expect(shown).toMatchObject({ filename: 'ünïcode nâme.bin', bytes: 70_000, purpose: 'user_data' });
    expect(Number(shown?.expires_at) - Number(shown?.created_at)).toBe(86_400);
    const path = join(folder, 'copy.bin');
    expect(await call(['files', 'content', id, '-o', path])).toMatchObject({ code: 0 });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect((await call(['files', 'content', second])).stdout).toBe(readFileSync(input, 'utf8'));
    expect(await call(['files', 'rm', id, second])).toMatchObject({ code: 0 });
    expect(await call(['files', 'content', id, '-o', path])).toMatchObject({ code: 1 });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});
