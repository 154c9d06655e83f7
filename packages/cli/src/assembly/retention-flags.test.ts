import { expect, test } from 'vitest';
import { fileRetentionFlags, fileRetentionOf, historyFlags, historyRetentionOf } from './retention-flags.ts';

const day = 86_400_000;

function keep(inputs?: string): number | null {
  return fileRetentionFlags['keep-inputs'].read(inputs === undefined ? undefined : [inputs], '--keep-inputs');
}

test('without a word everything is kept as the library keeps it', () => {
  const read = { 'keep-inputs': keep(), 'keep-outputs': 1, 'keep-others': null } as const;
  expect(fileRetentionOf(read)).toEqual({ inputFilesMs: 30 * day, outputFilesMs: 1, otherFilesMs: null });
  const history = historyFlags['keep-history'].read(undefined, '--keep-history');
  expect(historyRetentionOf({ 'keep-history': history })).toEqual({ historyMs: 90 * day });
});

test('a span is said in any unit, and forever keeps things for good', () => {
  expect(keep('12h')).toBe(day / 2);
  expect(keep('1.5ms')).toBe(2);
  expect(keep('forever')).toBe(null);
});

test.each(['0s', '0.4ms', 'never', '30', '-1d', ''])('%j is refused, and the right form is named', (text) => {
  expect(() => keep(text)).toThrow('--keep-inputs needs a duration such as 90d, or forever');
});
