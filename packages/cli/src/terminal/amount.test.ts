import { expect, it } from 'vitest';
import { countOf, formatBytes, formatCount, formatRate } from './amount.ts';

it('counts have thousands apart', () => {
  expect([0, 999, 1_000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([countOf(1, 'request'), countOf(2_000, 'request')]).toEqual(['1 request', '2,000 requests']);
});

it('rates keep two or three digits that mean something', () => {
  const rates = [0, 0.421, 1, 8.14, 29.3, 999.6, 1_234, 34_000, 999_600, 2_100_000];
  expect(rates.map(formatRate)).toEqual(['0', '0.42', '1', '8.1', '29', '1.0k', '1.2k', '34k', '1.0M', '2.1M']);
});

it('sizes go by thousands', () => {
  expect([512, 1_400, 20e9, 999_999, 3e15].map(formatBytes)).toEqual(['512 B', '1.4 kB', '20 GB', '1.0 MB', '3000 TB']);
});
