import { SpillwayError } from '@spillway/core';
import { expect, it } from 'vitest';
import { complaintOf } from './complaint.ts';

it('an expected error is its message and its hint', () => {
  const error = new SpillwayError('It needs an engine.', {
    code: 'invalid_argument',
    param: '--engine',
    hint: 'Name one.',
  });
  expect(complaintOf(error, 'spillway run')).toEqual({
    text: 'spillway run: It needs an engine.\n  Name one.',
    record: {
      event: 'error',
      code: 'invalid_argument',
      message: 'It needs an engine.',
      param: '--engine',
      hint: 'Name one.',
    },
  });
});

it('an error of the system has a hint of ours', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(complaintOf(error, 'spillway').text).toMatch(/ENOSPC.*\n {2}The disk is full/);
});

it('anything else is called a bug, on one line, without its stack', () => {
  const { text } = complaintOf(new TypeError('x is undefined\nmore'), 'spillway');
  expect(text).toMatch(/^spillway: x is undefined\n {2}This looks like a bug\..*SPILLWAY_DEBUG=1/);
  expect(text).not.toContain('    at ');
});
