import { expect, it } from 'vitest';
import { listFlag, switchFlag, textFlag } from './flag.ts';
import { givenFlags } from './given-flags.ts';

const flags = {
  engine: listFlag({ help: '' }),
  key: textFlag({ help: '', short: 'k' }),
  open: switchFlag({ help: '' }),
  port: textFlag({ help: '' }),
};

it('hands on what was given of the flags that are named, however it was written', () => {
  const args = ['--engine', 'http://a', '--port', '1', '--engine=http://b,http://c', '--open', '-k', 'x', '--json'];
  expect(givenFlags(args, flags, ['engine', 'key', 'open'])).toEqual([
    '--engine=http://a',
    '--engine=http://b,http://c',
    '--open',
    '--key=x',
  ]);
});
