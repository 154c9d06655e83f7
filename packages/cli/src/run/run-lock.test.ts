import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandomness as randomness } from '@spillway/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLocked, lockRun } from './run-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spillway-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('one at a time holds it, and it is free again once released', async () => {
  const first = await lockRun({ path, randomness });
  expect(await isLocked(path)).toBe(true);
  await expect(lockRun({ path, randomness })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(String(process.pid)),
  });
  await first[Symbol.asyncDispose]();
  await using _ = await lockRun({ path, randomness });
  expect(readdirSync(folder)).toEqual(['lock']);
});

it('what a dead process left is taken over by one of those who try', async () => {
  const { pid } = spawnSync('true');
  writeFileSync(path, `${pid} 1`);
  expect(await isLocked(path)).toBe(false);
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockRun({ path, randomness })));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['lock']);
});

it.runIf(process.platform === 'linux')('a process id that is used again by another process holds nothing', async () => {
  writeFileSync(path, `${process.pid} 1`);
  await using _ = await lockRun({ path, randomness });
  expect(await isLocked(path)).toBe(true);
});
