import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLoopback, keptKey } from './api-key.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spillway-key-'));
  path = join(folder, 'api-key');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('the key is made once, for its owner alone, whoever asks at the same moment', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => keptKey(path)));
  expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
  expect(keys.filter(({ from }) => from === 'made')).toHaveLength(1);
  expect(keys[0]?.key).toMatch(/^sk-spillway-\w{26}$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['api-key']);
});

it('a key file that others can read is closed, and an empty one is refused', async () => {
  writeFileSync(path, 'sk-spillway-of-some-length\n', { mode: 0o644 });
  expect(await keptKey(path)).toEqual({ key: 'sk-spillway-of-some-length', from: 'kept' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, '\n');
  await expect(keptKey(path)).rejects.toMatchObject({
    code: 'invalid_argument',
    hint: expect.stringContaining('Remove'),
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.evil.example', false],
])('%s is loopback: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
