import { expect, it } from 'vitest';
import { membersOf, prettyJson } from './json-text.ts';

const value = { a: [1, { b: 'x"y\\', c: [] }], 'k,}': {}, d: null, e: 'ü:{[' };

it('pretty JSON is what JSON.stringify would write', () => {
  expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
  expect(prettyJson(JSON.stringify(value, null, 7))).toBe(JSON.stringify(value, null, 2));
});

it('numbers, escapes and repeated keys stay as they were written', () => {
  expect(prettyJson('{"n":12345678901234567890.10,"n":1e400,"s":"\\u00e4"}')).toBe(
    '{\n  "n": 12345678901234567890.10,\n  "n": 1e400,\n  "s": "\\u00e4"\n}',
  );
});

it('members come with their own text', () => {
  const members = membersOf(`{ "id":"x", "input":{"n":1.0, "input":[3]} ,"output": null}`);
  expect([...members]).toEqual([
    ['id', '"x"'],
    ['input', '{"n":1.0, "input":[3]}'],
    ['output', 'null'],
  ]);
  expect(membersOf(JSON.stringify(value)).get('a')).toBe(JSON.stringify(value.a));
});
