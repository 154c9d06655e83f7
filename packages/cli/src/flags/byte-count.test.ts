import { expect, test } from 'vitest';
import { parseByteCount } from './byte-count.ts';

test.each([
  ['65536', 65_536],
  ['1B', 1],
  ['16MiB', 16 * 1024 ** 2],
  ['1.5 GiB', 1.5 * 1024 ** 3],
  ['2GB', 2e9],
])('%s are %i bytes', (text, bytes) => {
  expect(parseByteCount(text)).toBe(bytes);
});

test.each(['', '0', '-1', '1.5', '1.5B', '16M', '16 mib', '1KB', '1iB', 'MiB', '1e6'])(
  '%j is no number of bytes',
  (text) => {
    expect(parseByteCount(text)).toBeUndefined();
  },
);
