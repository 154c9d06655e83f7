import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, hastyClock, objectsIn, type Said } from './called-command.ts';
import { writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const input = join(scratchFolder(), 'in.jsonl');
let server: ServerUnderTest;
let running: string;

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  return callAnywhere(args, { ...options, env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

beforeAll(async () => {
  writeRequests(input, { count: 5 });
  // Nobody runs anything.
  server = await startServer({ speed: null });
  running = (await call(['submit', input, '--within', '2h'])).stdout.trim();
});
afterAll(() => server[Symbol.asyncDispose]());

it('a batch that runs is shown with why it may be late', async () => {
  const why = "No worker serves 'spillway-sim'; 5 requests wait for one.";
  expect((await call(['show', running])).stdout).toContain(`why it may be late:\n  ${why}\n`);
  const [, outlook] = objectsIn(await call(['show', running, '--json']));
  expect(outlook).toMatchObject({
    event: 'outlook',
    batch_id: running,
    reasons: expect.arrayContaining([{ code: 'no_worker', text: why }]),
  });
});

describe('top', () => {
  it('shows what runs, its deadline, and the pools', async () => {
    const { code, stdout } = await call(['top', '--once']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 batch running, 5 requests open/m);
    expect(stdout).toMatch(new RegExp(`^${running} .* 0/5 +0 .* in 2 h`, 'm'));
    expect(stdout).toMatch(/^spot +0 /m);
  });

  it('for programs each look is one object', async () => {
    const [sight] = objectsIn(await call(['top', '--once', '--json']));
    expect(sight).toMatchObject({
      event: 'top',
      batches: [{ id: running }],
      fleet: { queue: { requests: 5 } },
      workers: [],
      has_more: false,
    });
  });

  it('ends when nobody reads what it prints any more', async () => {
    const said = await call(['top', '--every', '500ms'], { closedAfter: 2 });
    expect([said.code, said.stdout.match(/^spillway top/gm)?.length]).toEqual([0, 2]);
  });

  it('on a terminal it paints a screen of its own, which goes away with it', async () => {
    let paints = 0;
    const said = await call(['top', '--every', '500ms'], {
      columns: 100,
      onText: (text) => {
        if (text.includes(running) && ++paints === 2) process.kill(process.pid, 'SIGINT');
      },
    });
    expect(said.code).toBe(0);
    const [before, ...screens] = said.stdout.split('\u001b[H');
    expect(before).toBe('\u001b[?1049h\u001b[?25l');
    expect(screens).toHaveLength(2);
    expect(said.stdout.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    const [painted = ''] = screens[0]?.split('\u001b[J') ?? [];
    for (const line of painted.split('\u001b[K')) expect(line.trim().length).toBeLessThanOrEqual(100);
  });

  it('a server that goes away is asked again, and the last look stays', async () => {
    const other = await startServer({ speed: null });
    const env = { SPILLWAY_URL: other.url, SPILLWAY_API_KEY: serverKey };
    let away = false;
    const said = await callAnywhere(['top', '--every', '500ms'], {
      env,
      columns: 100,
      clock: hastyClock,
      onText: (text) => {
        if (!away) void other[Symbol.asyncDispose]();
        away = true;
        if (text.includes('Nothing answers')) process.kill(process.pid, 'SIGINT');
      },
    });
    expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing runs.') });
  });
});
