import { expect, test } from 'vitest';
import { parseRequestId, requestIdOf } from './request-id.ts';

test.each([
  ['batch_a', 0],
  ['batch_a_1', 12],
  ['b', 1_000_000],
])('the id of a request names its batch %s and its position %i', (batchId, seq) => {
  expect(parseRequestId(requestIdOf(batchId, seq))).toEqual({ batchId, seq });
});

test.each([
  '',
  'batch_req_',
  'batch_req__1',
  'batch_req_a',
  'batch_req_a_',
  'batch_req_a_01',
  'batch_req_a_-1',
  'batch_req_a_1.0',
  'batch_req_a_1 ',
  'batch_req_a_1\n',
  ' batch_req_a_1',
  'Batch_req_a_1',
  'batch_req_a_99999999999',
  'batch_a',
])('%j is no id of a request', (id) => {
  expect(parseRequestId(id)).toBeUndefined();
});
