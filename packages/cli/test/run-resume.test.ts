import { join } from 'node:path';
import { type Engine, startEngine } from '@spillway/simulator';
import type { EmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWhole, positionsIn, writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { runCommand, startCommand } from './started-program.ts';
import { warmDatabase } from './warm-database.ts';

const cwd = scratchFolder();
const count = 400;
const concurrency = 16;
let engine: Engine;
let database: EmbeddedPostgres;

beforeAll(async () => {
  engine = await startEngine({ speed: 5 });
  database = await warmDatabase(join(cwd, '.spillway'));
});
afterAll(() => Promise.all([engine.close(), database.close()]));

function flagsOf(name: string): string[] {
  writeRequests(join(cwd, `${name}.jsonl`), { count });
  const files = [`${name}.jsonl`, '-o', `${name}.out.jsonl`];
  return ['run', ...files, '--engine', engine.url, '--concurrency', String(concurrency)];
}

function producedWhole(name: string): boolean {
  const output = positionsIn(join(cwd, `${name}.out.jsonl`));
  return isWhole(output, positionsIn(join(cwd, `${name}.out.errors.jsonl`)), count);
}

/** Executions that the engine saw since the last look. */
function executions(): number {
  const { received } = engine.stats();
  engine.reset();
  return received;
}

describe('a run that is stopped', () => {
  it('by SIGKILL goes on when it is called again, and repeats only what was not recorded', async () => {
    const flags = flagsOf('killed');
    await using first = startCommand([...flags, '--json'], { cwd });
    await first.said(/"event":"progress".*"done":[1-9]/);
    expect((await first.stop('SIGKILL')).signal).toBe('SIGKILL');
    const second = await runCommand(flags, { cwd });
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Going on where an earlier call stopped'),
    });
    expect(producedWhole('killed')).toBe(true);
    expect(executions()).toBeLessThan(2 * count);
  });

  it('by SIGTERM keeps what is finished, prints how to go on and exits 130', async () => {
    const flags = flagsOf('drained');
    await using first = startCommand([...flags, '--json'], { cwd });
    await first.said(/"event":"progress".*"done":[1-9]/);
    const { code, stdout } = await first.stop('SIGTERM');
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect({ code, last }).toMatchObject({ code: 130, last: { event: 'interrupted', total: count } });
    expect(last.resume).toMatch(/^spillway run drained\.jsonl -o drained\.out\.jsonl /);
    expect((await runCommand(flags, { cwd })).code).toBe(0);
    expect(producedWhole('drained')).toBe(true);
    // What was in flight got its time to finish, so nothing ran twice.
    expect(executions()).toBe(count);
  });

  it('by a second signal ends at once', async () => {
    const asked = Promise.withResolvers<void>();
    const slow = await startEngine({ speed: 0.01, logBodies: () => asked.resolve() });
    const flags = flagsOf('twice').map((flag) => (flag === engine.url ? slow.url : flag));
    await using first = startCommand(flags, { cwd });
    await asked.promise;
    first.child.kill('SIGINT');
    await first.said(/SIGINT: finishing/);
    const again = setInterval(() => first.child.kill('SIGINT'), 100);
    const { code, stderr } = await first.ended;
    clearInterval(again);
    await slow.close();
    expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringContaining('Stopped at once.') });
  });
});

it('two calls at a time for one input and output do not disturb each other: the second is refused', async () => {
  const flags = flagsOf('both');
  await using first = startCommand([...flags, '--json'], { cwd });
  await first.said(/"event":"progress"/);
  // It must not end before the second looks, however long that takes to start.
  first.child.kill('SIGSTOP');
  const second = await runCommand(flags, { cwd });
  first.child.kill('SIGCONT');
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`Process ${first.pid} is at work`) });
  expect((await first.ended).code).toBe(0);
});

it('two calls on one data folder run beside each other, each on its own engine', async () => {
  await using other = await startEngine({ speed: Number.POSITIVE_INFINITY });
  executions();
  const flags = flagsOf('mine');
  writeRequests(join(cwd, 'theirs.jsonl'), { count: 50 });
  const theirs = ['run', 'theirs.jsonl', '-o', 'theirs.out.jsonl', '--engine', other.url];
  const ends = await Promise.all([runCommand(flags, { cwd }), runCommand(theirs, { cwd })]);
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  expect([executions(), other.stats().received]).toEqual([count, 50]);
});
