import { expect, it } from 'vitest';
import { parseJsonBody } from './json-body.ts';

const read = (text: string) => parseJsonBody(Buffer.from(text));

it('keeps the bytes of a body on one line', () => {
  const text = '{"n":1.0,"text":"a\\nb  c\u2028"}';
  expect(Buffer.from(read(text)?.bytes ?? []).toString()).toBe(text);
});

it('turns newlines between tokens into spaces and leaves the value as it was', () => {
  const body = read('{\r\n  "a": [1,\n2]\n}\n');
  expect(Buffer.from(body?.bytes ?? []).toString()).toBe('{    "a": [1, 2] } ');
  expect(body?.value).toEqual({ a: [1, 2] });
});

it.each(['', ' ', '{"a":', '[1]', '"text"', 'null', '7', 'data: {}\n\n', '{"a":1}{"b":2}', '{"a":"b\nc"}', '\ufeff{}'])(
  'takes %j for no JSON object',
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);

it('takes bytes that are no UTF-8 for no JSON object', () => {
  expect(parseJsonBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeUndefined();
});
