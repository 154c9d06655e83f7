import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellLine } from './shell-line.ts';

it('a shell reads the words back as they were', () => {
  const words = ['in.jsonl', 'a b', "it's", '$HOME', '*', '', 'http://h:1/v1', '"q"', 'back\\slash'];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellLine(words)}`], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
  expect(shellLine(['http://h:1/v1', 'in.jsonl'])).toBe('http://h:1/v1 in.jsonl');
});
