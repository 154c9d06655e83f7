import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readInput } from './read-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'spillway-input-'));
const { signal } = new AbortController();
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['{"url":"/v1/embeddings"}\nrest', '/v1/embeddings'],
  ['\uFEFF{"url":"/v1/embeddings"}\r\nrest', '/v1/embeddings'],
  ['{"url":7}\n', undefined],
  ['not json\n', undefined],
  ['', undefined],
])('the first line of %j names %s', async (text, url) => {
  const path = join(folder, 'in.jsonl');
  writeFileSync(path, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(await readInput(path, signal)).toEqual({ path, sha256, bytes: Buffer.byteLength(text), firstUrl: url });
});
