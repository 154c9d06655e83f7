import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, objectsIn, type Said } from './called-command.ts';
import { writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const folder = scratchFolder();
const input = join(folder, 'in.jsonl');
let server: ServerUnderTest;
let batch: string;

/** Four requests, each given up after two attempts. */
beforeAll(async () => {
  writeRequests(input, { count: 4 });
  server = await startServer({ brokenAttempts: 2 });
  batch = (await call(['submit', input])).stdout.trim();
  await server.spillway.batches.ended({ id: batch });
});
afterAll(() => server[Symbol.asyncDispose]());

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  return callAnywhere(args, { ...options, env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

const ids = (said: Said) => objectsIn(said).map(({ id }) => id);
const all = [0, 1, 2, 3].map((seq) => seq);
const request = (seq: number) => `batch_req_${batch}_${seq}`;

describe('dead-letters', () => {
  it('ls lists them with what broke, as a table and for programs', async () => {
    const { code, stdout } = await call(['dead-letters', 'ls']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^REQUEST +CUSTOM ID +WHY +TRIES/);
    expect(stdout).toMatch(new RegExp(`${request(2)} .*server_error +2 +spot`));
    expect(ids(await call(['dead-letters', 'ls', '--json', '--limit', '3']))).toEqual([0, 1, 2].map(request));
    expect(ids(await call(['dead-letters', 'ls', '--json', '--all', '--batch', batch]))).toEqual(all.map(request));
    const none = await call(['dead-letters', 'ls', '--code', 'timeout']);
    expect([none.stdout, none.stderr]).toEqual(['', 'There are no such dead letters.\n']);
  });

  it.each([40, 60, 80, 200])('ls fits a terminal of %i columns', async (columns) => {
    const { stdout } = await call(['dead-letters', 'ls'], { columns });
    for (const line of stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('show tells of every attempt, beside input and output', async () => {
    const { code, stdout } = await call(['dead-letters', 'show', request(1)]);
    expect(code).toBe(0);
    expect(stdout.match(/ spot +\S+ +http:\S+ +server_error +/g)).toHaveLength(2);
    expect(stdout).toMatch(/^input:$/m);
    const [shown] = objectsIn(await call(['dead-letters', 'show', request(1), '--json']));
    expect(shown).toMatchObject({ event: 'dead_letter', id: request(1), attempt_history: [{}, {}] });
    const unknown = await call(['dead-letters', 'show', `${batch}_7`]);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('spillway dead-letters ls')]);
  });

  it('download writes all that is known of them, into a file or for a pipe', async () => {
    const path = join(folder, 'dead.jsonl');
    expect(await call(['dead-letters', 'download', '-o', path])).toMatchObject({ code: 0 });
    const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => (JSON.parse(row) as { id: string }).id)).toEqual(all.map(request));
    expect((await call(['dead-letters', 'download'])).stdout.trimEnd().split('\n')).toEqual(rows);
    expect(await call(['dead-letters', 'download', '--batch', 'batch_none', '-o', join(folder, 'none')])).toMatchObject(
      {
        code: 1,
        stderr: expect.stringContaining('batch_none'),
      },
    );
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('groups counts them by how they failed, as a table and for programs', async () => {
    const { code, stdout } = await call(['dead-letters', 'groups']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *COUNT +FINGERPRINT +WHY/);
    const [group, ...others] = objectsIn(await call(['dead-letters', 'groups', '--json']));
    expect(others).toEqual([]);
    expect(group).toMatchObject({ event: 'dead_letter_group', code: 'server_error', count: 4, batches: 1 });
    expect(stdout).toMatch(new RegExp(` 4 +${group?.fingerprint} +server_error +1 `));
    const chosen = ['--fingerprint', String(group?.fingerprint)];
    expect(ids(await call(['dead-letters', 'ls', '--json', ...chosen]))).toEqual(all.map(request));
    const unknown = ['--fingerprint', '0123456789abcdef'];
    expect(ids(await call(['dead-letters', 'ls', '--json', ...unknown]))).toEqual([]);
    const dry = await call(['dead-letters', 'requeue', '--dry-run', '--json', ...chosen]);
    expect(objectsIn(dry)).toMatchObject([{ event: 'would_requeue', matched: 4 }]);
    const none = await call(['dead-letters', 'groups', '--code', 'timeout']);
    expect([none.stdout, none.stderr]).toEqual(['', 'There are no such dead letters.\n']);
    for (const line of (await call(['dead-letters', 'groups'], { columns: 60 })).stdout.trimEnd().split('\n')) {
      expect(line.length).toBeLessThanOrEqual(60);
    }
  });

  it('requeue wants to be told which', async () => {
    const nothing = await call(['dead-letters', 'requeue']);
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('--all')]);
    for (const some of [['--model', 'm'], [request(1)]]) {
      expect(await call(['dead-letters', 'requeue', '--all', ...some])).toMatchObject({ code: 1 });
    }
    expect((await server.spillway.batches.get({ id: batch }))?.revision).toBe(1);
  });

  it('drop says what it would do, and does it when it is told to', async () => {
    expect(await call(['dead-letters', 'drop', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--all'),
    });
    expect(await call(['dead-letters', 'drop', request(3)])).toMatchObject({
      code: 0,
      stdout: `${batch}  1 request\n1 dead letter of 1 would be dropped, in 1 batch\n`,
      stderr: expect.stringContaining('--yes'),
    });
    expect(ids(await call(['dead-letters', 'ls', '--json']))).toEqual(all.map(request));
    const dropped = await call(['dead-letters', 'drop', request(3), '--yes', '--json']);
    expect(objectsIn(dropped)).toMatchObject([{ event: 'dropped', matched: 1, dropped: 1, dry_run: false }]);
    expect(ids(await call(['dead-letters', 'ls', '--json']))).toEqual([0, 1, 2].map(request));
    await server.spillway.batches.retry({ id: batch, outcomes: ['failed'] });
    await server.spillway.batches.ended({ id: batch });
    expect(ids(await call(['dead-letters', 'ls', '--json']))).toEqual(all.map(request));
  });

  it('requeue says first what it would do, and then does it', async () => {
    const dry = await call(['dead-letters', 'requeue', '--all', '--dry-run']);
    expect(dry).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('4 dead letters of 4 would run again, in 1 batch'),
    });
    expect((await server.spillway.batches.get({ id: batch }))?.revision).toBe(2);
    server.engine.setFaults({});
    const some = await call(['dead-letters', 'requeue', request(0), request(2)]);
    expect(some).toMatchObject({ code: 0, stderr: expect.stringContaining(`spillway watch ${batch}`) });
    expect(some.stdout).toBe(`${batch}  2 requests\n2 dead letters of 2 run again, in 1 batch\n`);
    await server.spillway.batches.ended({ id: batch });
    expect(ids(await call(['dead-letters', 'ls', '--json']))).toEqual([1, 3].map(request));
    const rest = await call(['dead-letters', 'requeue', '--batch', batch, '--within', '2h', '--json']);
    expect(objectsIn(rest)).toMatchObject([{ event: 'requeued', matched: 2, reopened: [{ completion_window: '2h' }] }]);
    const ended = await server.spillway.batches.ended({ id: batch });
    expect(ended).toMatchObject({ revision: 4, counts: { succeeded: 4, deadLettered: 0 } });
  });
});
