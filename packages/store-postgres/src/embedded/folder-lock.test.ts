import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@spillway/core/clock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFolderLock } from './folder-lock.ts';

let parent: string;
let dir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'spillway-lock-'));
  dir = join(parent, 'lock');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

function holder(times: string): ChildProcess {
  const script = fileURLToPath(new URL('../../test/lock-holder.ts', import.meta.url));
  const args = ['--conditions=@spillway/source', script, dir, join(parent, 'number'), times];
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

it('lets one in at a time, over processes', async () => {
  writeFileSync(join(parent, 'number'), '0');
  const ends = await Promise.all([1, 2, 3, 4].map(() => once(holder('40'), 'exit')));
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(join(parent, 'number'), 'utf8')).toBe('160');
  expect(readdirSync(dir)).toEqual([]);
});

it('lets one in at a time, inside a process', async () => {
  let inside = 0;
  const visit = () =>
    withFolderLock(dir, { clock: systemClock }, async () => {
      inside += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return inside--;
    });
  expect(await Promise.all([visit(), visit(), visit()])).toEqual([1, 1, 1]);
});

it('ends with its holder, however he dies', async () => {
  const held = holder('hold');
  await once(held.stdout as NodeJS.ReadableStream, 'data');
  const exited = once(held, 'exit');
  const next = withFolderLock(dir, { clock: systemClock }, async () => 'inside');
  held.kill('SIGKILL');
  expect(await next).toBe('inside');
  // The lock may see the death before this process is told of it.
  expect(await exited).toEqual([null, 'SIGKILL']);
});

it('is not waited for any longer once the signal aborts', async () => {
  const abort = new AbortController();
  await withFolderLock(dir, { clock: systemClock }, async () => {
    const waiting = withFolderLock(dir, { clock: systemClock, signal: abort.signal }, async () => 'inside');
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
  expect(readdirSync(dir)).toEqual([]);
});
