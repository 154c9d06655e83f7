import { expect, test } from 'vitest';
import { addressOf, routeOf } from './route-of.ts';

test('an address says again what it was made of', () => {
  const address = addressOf(['batches', 'a/b?c#d'], {
    status: 'failed',
    custom_id: 'ä & =',
    after: undefined,
    model: '',
  });
  expect(routeOf(address)).toEqual({
    segments: ['batches', 'a/b?c#d'],
    query: { status: 'failed', custom_id: 'ä & =' },
  });
});

test('an address that somebody typed is read as well as it can be', () => {
  expect(routeOf('')).toEqual({ segments: [], query: {} });
  expect(routeOf('#batches/%zz')).toEqual({ segments: ['batches', '%zz'], query: {} });
});
