import { expect, test } from 'vitest';
import { leadsDown } from './leads-down.ts';

test.each([
  'readyz',
  'v1/batches/batch_01abc/events',
  'v1/requests/batch_req_batch_01abc_12',
  'v1/files/file-01abc/content',
  'v1/tenants/a%40b.example',
])('%s leads to something of the API', (path) => {
  expect(leadsDown(path)).toBe(true);
});

test.each([
  'v1/batches/../keys/key_1',
  'v1/batches/%2e%2E/keys',
  'v1/batches/.%2e/keys',
  'v1/batches/./events',
  'v1/batches//evil.example',
  'v1/batches/batch_1?limit=1',
  'v1/batches/batch_1#events',
  'v1/batches/..\\keys',
  'v1/batches/',
])('%s may lead elsewhere', (path) => {
  expect(leadsDown(path)).toBe(false);
});
