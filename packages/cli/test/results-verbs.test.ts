import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, objectsIn, type Said } from './called-command.ts';
import { positionsIn, writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const folder = scratchFolder();
const input = join(folder, 'in.jsonl');
const everyPosition = Array.from({ length: 200 }, (_, at) => at);
let server: ServerUnderTest;

beforeAll(async () => {
  writeRequests(input, { count: 200, body: (position) => (position % 50 === 7 ? { temperature: -1 } : {}) });
  server = await startServer({ speed: 20 });
});
afterAll(() => server[Symbol.asyncDispose]());

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  return callAnywhere(args, { ...options, env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

async function submit(): Promise<string> {
  return (await call(['submit', input])).stdout.trim();
}

async function ended(): Promise<string> {
  const id = await submit();
  expect(await call(['watch', id])).toMatchObject({ code: 2 });
  return id;
}

function ascending(positions: readonly number[]): number[] {
  return positions.toSorted((a, b) => a - b);
}

describe('results', () => {
  it('follows a batch from its start to its end, each line once', async () => {
    const { code, stdout } = await call(['results', await submit(), '--follow']);
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => Number((JSON.parse(line) as { custom_id: string }).custom_id.slice(1)));
    expect([code, ascending(ids)]).toEqual([0, everyPosition]);
  });

  it('in the order of the input they are the lines of output and error file', async () => {
    const id = await submit();
    const path = join(folder, 'follow.jsonl');
    expect(await call(['results', id, '-f', '--order', 'input', '-o', path])).toMatchObject({ code: 0 });
    expect(positionsIn(path)).toEqual(everyPosition);
    const again = join(folder, 'again.jsonl');
    await call(['results', id, '--order', 'input', '-o', again]);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(path, 'utf8'));
  });

  it('interrupted, it prints how to go on, and that goes on with the next line', async () => {
    await using slow = await startServer({ speed: 10, concurrency: 4 });
    const env = { SPILLWAY_URL: slow.url, SPILLWAY_API_KEY: serverKey };
    const id = (await callAnywhere(['submit', input], { env })).stdout.trim();
    const interrupt = (text: string): void => {
      if (text.startsWith('{')) process.emit('SIGINT', 'SIGINT');
    };
    const first = await callAnywhere(['results', id, '--follow'], { env, onText: interrupt });
    expect(first.code).toBe(130);
    const path = join(folder, 'resumed.jsonl');
    writeFileSync(path, first.stdout);
    expect(positionsIn(path).length).toBeLessThan(200);
    const [, words = ''] = /^ {2}spillway (results .*)$/m.exec(first.stderr) ?? [];
    expect(await callAnywhere([...words.split(' '), '-o', path], { env })).toMatchObject({ code: 0 });
    expect(ascending(positionsIn(path))).toEqual(everyPosition);
  });

  it('leaves what was in its file alone until there are lines to write', async () => {
    const path = join(folder, 'kept.jsonl');
    writeFileSync(path, 'precious\n');
    expect(await call(['results', 'batch_none', '-o', path])).toMatchObject({ code: 1 });
    expect(readFileSync(path, 'utf8')).toBe('precious\n');
    expect(await call(['results', await submit(), '--follow', '-o', path])).toMatchObject({ code: 0 });
    expect(ascending(positionsIn(path))).toEqual(everyPosition);
  });

  it.skipIf(process.platform === 'win32')('writes to devices, too, and says when there is no room', async () => {
    const id = await ended();
    expect(await call(['results', id, '-o', '/dev/null'])).toMatchObject({ code: 0 });
    if (process.platform !== 'linux') return;
    const full = await call(['results', id, '-o', '/dev/full']);
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('The disk is full')]);
  });

  it('a reader that wants no more ends it', async () => {
    await using slow = await startServer({ speed: 10, concurrency: 4 });
    const env = { SPILLWAY_URL: slow.url, SPILLWAY_API_KEY: serverKey };
    const id = (await callAnywhere(['submit', input], { env })).stdout.trim();
    expect(await callAnywhere(['results', id, '--follow'], { env, closedAfter: 1 })).toMatchObject({ code: 0 });
    expect(await slow.spillway.batches.get({ id })).toMatchObject({ endedAt: null });
  });

  it('a cursor that is none is refused', async () => {
    const { code, stderr } = await call(['results', await submit(), '--cursor', 'nonsense']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/cursor/) });
  });
});

describe('retry and clone', () => {
  it('what failed runs again, or one request, and the batch can be watched to its new end', async () => {
    const id = await ended();
    const [reopened] = objectsIn(await call(['retry', id, '--status', 'failed', '--within', '1h', '--json']));
    expect(reopened).toMatchObject({ event: 'reopened', id, revision: 2 });
    expect(await call(['watch', id])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('196 requests answered'),
    });
    const { stdout } = await call(['retry', `batch_req_${id}_7`]);
    expect(stdout).toContain(id);
    expect(await call(['watch', id])).toMatchObject({ code: 2 });
  });

  it('what still runs is refused with what to do', async () => {
    await using idle = await startServer({ speed: null });
    const env = { SPILLWAY_URL: idle.url, SPILLWAY_API_KEY: serverKey };
    const id = (await callAnywhere(['submit', input], { env })).stdout.trim();
    const { code, stderr } = await callAnywhere(['retry', id], { env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('has not ended') });
  });

  it('a clone is another batch on the same input', async () => {
    const id = await submit();
    const clone = (await call(['clone', id, '--within', '3h'])).stdout.trim();
    expect(clone).toMatch(/^batch_/);
    expect(clone).not.toBe(id);
    const shown = objectsIn(await call(['show', clone, '--json']))[0];
    expect(shown).toMatchObject({ completion_window: '3h' });
  });
});

describe('requests', () => {
  it('are listed by status in the order of the input', async () => {
    const id = await ended();
    const failed = objectsIn(await call(['show', id, '--requests', '--status', 'failed', '--json']));
    expect(failed.map(({ custom_id }) => custom_id)).toEqual(['r7', 'r57', 'r107', 'r157']);
    const all = objectsIn(await call(['show', id, '--requests', '--all', '--json']));
    expect(all.map(({ position }) => position)).toEqual(everyPosition);
    const { stdout } = await call(['show', id, '--requests'], { columns: 100 });
    for (const line of stdout.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('one is shown with its input and output', async () => {
    const id = `batch_req_${await ended()}_7`;
    const { stdout } = await call(['show', id]);
    for (const part of [
      `request    ${id}`,
      'custom id  r7',
      'line       8',
      'input:\n{',
      '"temperature": -1',
      'output:\n{',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(objectsIn(await call(['show', id, '--json']))).toMatchObject([{ event: 'request', id, custom_id: 'r7' }]);
  });
});

describe('keys', () => {
  it('a key works from when it is made until it is revoked, and its secret is shown once', async () => {
    const made = await call(['keys', 'create', 'the dashboard', '--scope', 'read', '--expires-after', '1d']);
    const secret = made.stdout.trim();
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sk-spillway-\S+\n$/) });
    const env = { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: secret };
    expect(await callAnywhere(['ls'], { env })).toMatchObject({ code: 0 });
    expect(await callAnywhere(['keys', 'list'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('scope'),
    });
    const listed = await call(['keys', 'list', '--json']);
    expect(listed.stdout).not.toContain(secret);
    const [key] = objectsIn(listed).filter(({ name }) => name === 'the dashboard');
    expect(await call(['keys', 'revoke', String(key?.id)])).toMatchObject({ code: 0 });
    expect(await callAnywhere(['ls'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('refuses the key'),
    });
  });
});
