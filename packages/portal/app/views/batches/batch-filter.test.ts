import { expect, test } from 'vitest';
import { bulkFilterOf, filterOf, queryOf } from './batch-filter.ts';

const now = 1_800_000_000_000;

test('a filter is what the address says of batches, and nothing else', () => {
  expect(filterOf({ status: 'failed', after: 'batch_1', order: 'oldest', nonsense: 'x', model: '' })).toEqual({
    status: 'failed',
  });
});

test('spans from now become instants, and what is no span is passed over', () => {
  expect(queryOf({ newer: '7d', older: '90m', model: 'small' }, now)).toEqual({
    model: 'small',
    created_after: String(1_800_000_000 - 7 * 86_400),
    created_before: String(1_800_000_000 - 90 * 60),
  });
  expect(queryOf({ newer: 'soon' }, now)).toEqual({});
});

test('a bulk action is told the same in JSON', () => {
  const query = { status: 'failed,expired', priority: '1,10', metadata: 'team=a=b', created_before: '5', search: '7' };
  expect(bulkFilterOf(query)).toEqual({
    status: ['failed', 'expired'],
    priority: [1, 10],
    metadata: { team: 'a=b' },
    created_before: 5,
    search: '7',
  });
});

test('nothing is acted upon by leaving everything out', () => {
  expect(bulkFilterOf({})).toEqual({ all: true });
});
