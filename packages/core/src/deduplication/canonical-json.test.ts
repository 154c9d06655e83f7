import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, canonicalNumber, parseExactly } from './canonical-json.ts';

const canonical = (text: string): string => canonicalJson(parseExactly(text));

test('the order of keys, blanks and escapes do not count', () => {
  const one = '{"b": [1, {"y":null,"x":true}],\n "a":"\\u0041/é"}';
  expect(canonical(one)).toBe(canonical('{"a":"A\\/\\u00e9","b":[1,{"x":true,"y":null}]}'));
});

test('the order of a list counts', () => {
  expect(canonical('[1,2]')).not.toBe(canonical('[2,1]'));
});

test('a number is the same however it is spelled', () => {
  for (const spelling of ['1', '1.0', '1e0', '10E-1', '0.1e+1', '100e-2'])
    expect(canonicalNumber(spelling)).toBe('1e0');
  for (const zero of ['0', '-0', '0.000', '0e9', '-0.0E-7']) expect(canonicalNumber(zero)).toBe('0');
  expect(canonicalNumber('-0.0120')).toBe('-12e-3');
});

test('numbers that a double rounds to one stay apart', () => {
  expect(canonical('9007199254740992')).not.toBe(canonical('9007199254740993'));
  expect(canonical('0.1')).not.toBe(canonical('0.10000000000000000001'));
  expect(canonical('1e400')).not.toBe(canonical('1e401'));
});

test('a number has one text whether or not another beside it is too long for a double', () => {
  const spellings = [
    '0',
    '-0',
    '-0.0',
    '7',
    '10',
    '-120',
    '1.50',
    '0.1',
    '1e5',
    '1E-7',
    '123456789012345',
    '1.7e99',
    '0.00001',
  ];
  for (const spelling of [...spellings, '12345678901234567890', '1e400', '-1e-400']) {
    const beside = (other: string) => canonical(`[${spelling},${other}]`).split(',')[0];
    expect(beside('12345678901234567890')).toBe(beside('1'));
    expect(beside('1')).toBe(`[${canonicalNumber(spelling)}`);
  }
});

test('lists of numbers are read in a fraction of the time that their sources would take', () => {
  const tokens = `[${Array.from({ length: 100_000 }, (_, index) => index % 100_000).join(',')}]`;
  const took = (text: string): number => {
    const before = performance.now();
    canonical(text);
    return performance.now() - before;
  };
  // The best of many: this process may stand still in the middle of one, or share its core for a while.
  const best = Math.min(...Array.from({ length: 10 }, () => took(tokens)));
  expect(best).toBeLessThan(took(tokens.replace(']', ',12345678901234567890]')) / 2);
});

test('a number of a million digits costs no more than its length', () => {
  const long = `1${'0'.repeat(1_000_000)}1`;
  expect(canonicalNumber(long)).toBe(long);
  expect(canonicalNumber(`1e${'9'.repeat(1_000_000)}`)).toHaveLength(1_000_002);
});

test('a number, a text and a name are never taken for one another', () => {
  expect(new Set(['1', '"1"', '"1e0"', '{"1":1}', '[1]', 'true', 'null', '"null"'].map(canonical)).size).toBe(8);
  expect(canonical('{"__proto__":1}')).not.toBe(canonical('{}'));
});

test('halves of characters stay apart', () => {
  expect(canonical('"\\ud800"')).not.toBe(canonical('"\\ud801"'));
});

test('two values have one text exactly when they are equal', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const isSame = (left: unknown, right: unknown): boolean =>
    canonical(JSON.stringify(left)) === canonical(JSON.stringify(right));
  fc.assert(fc.property(json, (value) => isSame(value, JSON.parse(JSON.stringify(value, null, 3)))));
  fc.assert(
    fc.property(json, json, (left, right) => {
      const [one, other] = [left, right].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
      expect(isSame(one, other)).toBe(fc.stringify(sorted(one)) === fc.stringify(sorted(other)));
    }),
  );
});

/** The value with its keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  const pairs = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return { pairs: pairs.map(([key, of]) => [key, sorted(of)]) };
}
