import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlive, ownMark } from './process-mark.ts';

it('a mark of a running process is alive, and never made twice', () => {
  expect(isAlive(ownMark())).toBe(true);
  expect(ownMark()).not.toBe(ownMark());
});

it('a later process with the same pid does not keep a mark alive', () => {
  const [pid, start, nonce] = ownMark().split('.');
  expect(isAlive(`${pid}.${start}1.${nonce}`)).toBe(false);
});

it('a mark of a process that ended is dead', async () => {
  const child = spawn('sleep', ['60']);
  const mark = `${child.pid}.${ownMark().split('.')[1]}.a`;
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(mark)).toBe(false);
});

it.each(['', 'x', '0.1.a', '-1.1.a', '1', 'choosing'])('%j is no mark and counts as dead', (text) => {
  expect(isAlive(text)).toBe(false);
});
