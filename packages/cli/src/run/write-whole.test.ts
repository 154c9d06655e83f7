import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWhole } from './write-whole.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spillway-write-'));
  path = join(folder, 'out.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('the file holds everything, and what a killed writer left is gone', async () => {
  writeFileSync(join(folder, '.out.jsonl.partial'), 'left by a killed writer, and longer');
  expect(await writeWhole(path, [Buffer.from('one\n'), Buffer.from('two\n')])).toBe(8);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(readdirSync(folder)).toEqual(['out.jsonl']);
});

it('a source that breaks leaves the path as it was', async () => {
  writeFileSync(path, 'before');
  async function* breaks() {
    yield Buffer.from('half');
    throw new Error('gone');
  }
  await expect(writeWhole(path, breaks())).rejects.toThrow('gone');
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['before', ['out.jsonl']]);
});

it('half of a file is never seen at its path', async () => {
  async function* watched() {
    yield Buffer.from('first half, ');
    expect(readdirSync(folder)).not.toContain('out.jsonl');
    yield Buffer.from('second half');
  }
  await writeWhole(path, watched());
  expect(readFileSync(path, 'utf8')).toBe('first half, second half');
});
