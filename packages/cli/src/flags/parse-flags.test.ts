import { describe, expect, it } from 'vitest';
import { countFlag, listFlag, switchFlag, textFlag } from './flag.ts';
import { parseFlags } from './parse-flags.ts';

const flags = {
  port: countFlag({ help: '', env: 'PORT', fallback: 8_787, least: 0, most: 65_535 }),
  engine: listFlag({ help: '', env: 'ENGINES' }),
  output: textFlag({ help: '', short: 'o' }),
  quiet: switchFlag({ help: '', env: 'QUIET' }),
};

function parse(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return parseFlags({ args, flags, env });
}

describe('flags', () => {
  it('come from the command line, else the environment, else the default', () => {
    expect(parse(['--port', '1'], { PORT: '2' }).values.port).toBe(1);
    expect(parse([], { PORT: '2' }).values.port).toBe(2);
    expect(parse([], { PORT: '' }).values.port).toBe(8_787);
  });

  it('repeated flags add up, and a variable holds several separated by commas', () => {
    expect(parse(['--engine', 'a', '--engine', 'b,c']).values.engine).toEqual(['a', 'b', 'c']);
    expect(parse([], { ENGINES: 'a, b,' }).values.engine).toEqual(['a', 'b']);
    expect(parse([]).values.engine).toEqual([]);
  });

  it('short names, equals signs, switches and operands are read', () => {
    const { values, operands } = parse(['in', '-o', 'x', '--quiet', '--port=5', '--', '--odd-name']);
    expect({ ...values, operands }).toEqual({
      port: 5,
      engine: [],
      output: 'x',
      quiet: true,
      operands: ['in', '--odd-name'],
    });
  });

  it.each([
    ['1', true],
    ['true', true],
    ['on', true],
    ['0', false],
    ['false', false],
  ])('QUIET=%s is %s', (text, on) => {
    expect(parse([], { QUIET: text }).values.quiet).toBe(on);
  });

  it.each([
    [['--prot', '1'], 'There is no flag "--prot".'],
    [['--port', '70000'], '--port needs a whole number from 0 to 65535, not "70000".'],
    [['--port'], "Option '--port <value>' argument missing."],
    [['--quiet=1'], "Option '--quiet' does not take an argument."],
  ])('%j is refused', (args, message) => {
    expect(() => parse(args)).toThrow(message);
  });

  it('a bad value from the environment is blamed on the variable', () => {
    expect(() => parse([], { PORT: 'x' })).toThrow(/^PORT needs a whole number/);
  });
});
