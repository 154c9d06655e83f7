import { expect, it } from 'vitest';
import { type RunIdentity, runKey } from './run-folder.ts';

const identity: RunIdentity = {
  sha256: 'a',
  output: '/out.jsonl',
  endpoint: '/v1/chat/completions',
  simulate: false,
  mixedModels: false,
  place: { database: null, blobs: null },
};

it('the same call is the same run', () => {
  expect(runKey({ ...identity })).toBe(runKey(identity));
});

it.each<Partial<RunIdentity>>([
  { sha256: 'b' },
  { output: '/other.jsonl' },
  { endpoint: '/v1/completions' },
  { simulate: true },
  { mixedModels: true },
  { place: { database: 'redis://db', blobs: null } },
  { place: { database: null, blobs: 's3://bucket' } },
])('another %j is another run', (other) => {
  expect(runKey({ ...identity, ...other })).not.toBe(runKey(identity));
});
