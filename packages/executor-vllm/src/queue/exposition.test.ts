import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesOf } from './exposition.ts';

const names = new Set(['a', 'vllm:b']);
const read = (page: string) =>
  [...samplesOf(page, names)].map(({ name, value, labels }) => [name, value, Object.fromEntries(labels)]);

describe('a page of metrics', () => {
  it('tells the samples of the names that are asked for, in its order, and no other', () => {
    const page = '# HELP a What a is.\n# TYPE a gauge\na 1\nab 2\nvllm:b{x="y"} 3\nvllm:b_total 4\na 5';
    expect(read(page)).toEqual([
      ['a', 1, {}],
      ['vllm:b', 3, { x: 'y' }],
      ['a', 5, {}],
    ]);
  });

  it.each([
    ['a{m="x",n="y"} 1', { m: 'x', n: 'y' }],
    ['a { m = "x" , n="y", } 1', { m: 'x', n: 'y' }],
    ['a{} 1', {}],
    ['a{m=""} 1', { m: '' }],
    ['a{m="} 9 # , = {"} 1', { m: '} 9 # , = {' }],
    [String.raw`a{m="\"\\\n"} 1`, { m: '"\\\n' }],
    [String.raw`a{m="C:\\dir\\"} 1`, { m: 'C:\\dir\\' }],
  ])('has labels: %s', (line, labels) => {
    expect(read(line)).toEqual([['a', 1, labels]]);
  });

  it.each([
    ['a 1.0', 1],
    ['a 8.128902e+06', 8_128_902],
    ['a .5', 0.5],
    ['a +3', 3],
    ['a -3', -3],
    ['a NaN', Number.NaN],
    ['a +Inf', Number.POSITIVE_INFINITY],
    ['a -Inf', Number.NEGATIVE_INFINITY],
    ['\t a \t 7 \t', 7],
    ['a 7 1395066363000', 7],
    ['a 7 -3982045', 7],
    ['a 7 # {trace_id="x"} 0.67', 7],
    ['a 7\r', 7],
  ])('has values: %j', (line, value) => {
    expect(read(line)).toEqual([['a', value, {}]]);
  });

  it.each([
    'a',
    'a ',
    'a{',
    'a{m="x" 1',
    'a{m="x',
    'a{m="x\\"} 1',
    'a{m=x} 1',
    'a{m} 1',
    'a{="x"} 1',
    'a{1m="x"} 1',
    'a{m="x" n="y"} 1',
    'a{,} 1',
    'a{m="x"}',
    'a one',
    'a 0x10',
    'a 1_000',
    'a 1 2 3',
    'a 1 then',
    'a 1,5',
    'a infinity',
    `a ${'9'.repeat(100)}`,
    '# a 1',
    '"a" 1',
  ])('passes over what is no sample: %j', (line) => {
    expect(read(`${line}\na 1\n`)).toEqual([['a', 1, {}]]);
  });

  it('passes over a line that is cut off', () => {
    const page = 'a{m="x"} 1\nvllm:b{m="x",n="y"} 2.5\n';
    for (let length = 0; length < 'a{m="x"} 1'.length; length++) expect(read(page.slice(0, length))).toEqual([]);
  });
});

describe('whatever a page holds', () => {
  const piece = fc.constantFrom(
    'a',
    'vllm:b',
    '{',
    '}',
    '"',
    '\\',
    '=',
    ',',
    ' ',
    '\n',
    '\r',
    '#',
    '1',
    'e',
    'NaN',
    '\0',
  );
  const soup = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 60 }).map((all) => all.join(''));

  it('reading it never throws, and tells numbers of these names alone', () => {
    fc.assert(
      fc.property(soup, (page) => {
        for (const { name, value } of samplesOf(page, names)) {
          expect(names.has(name) && typeof value === 'number').toBe(true);
        }
      }),
      { seed: 33, numRuns: 20_000 },
    );
  });

  it('labels come back as they were written', () => {
    const written = (text: string) => text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', '}', ' ') }), (text) => {
        expect(read(`a{m="${written(text)}"} 1`)).toEqual([['a', 1, { m: text }]]);
      }),
      { seed: 33, numRuns: 2_000 },
    );
  });

  it.each([
    ['one line', 'a'.repeat(4 * 1024 ** 2)],
    ['empty lines', '\n'.repeat(4 * 1024 ** 2)],
    ['a label without an end', `a{m="${'\\'.repeat(4 * 1024 ** 2)}`],
    ['equals signs', `a{${'='.repeat(4 * 1024 ** 2)}`],
    ['spaces', `a${' '.repeat(4 * 1024 ** 2)}`],
    ['digits', `a ${'1'.repeat(4 * 1024 ** 2)}`],
    ['names', 'a\n'.repeat(2 * 1024 ** 2)],
    ['noise', Buffer.from(Uint8Array.from({ length: 4 * 1024 ** 2 }, (_, at) => (at * 7919) >> 3)).toString('latin1')],
  ])('4 MiB of it are nothing: %s', (_, page) => {
    expect(read(page)).toEqual([]);
  });
});
