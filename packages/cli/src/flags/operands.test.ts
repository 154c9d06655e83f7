import { expect, it } from 'vitest';
import { checkOperands } from './operands.ts';

it.each([
  [undefined, ['x'], 'It takes nothing but flags, not "x".'],
  ['INPUT', [], 'It takes one INPUT.'],
  ['INPUT', ['a', 'b'], 'It takes one INPUT.'],
  ['BATCH|REQUEST', [], 'It takes one BATCH or REQUEST.'],
  ['BATCH...', [], 'It takes one BATCH or more.'],
  ['BATCH...', ['a', ''], 'It takes no empty BATCH...'],
  ['[BATCH...]', [''], 'It takes no empty [BATCH...].'],
])('of %s, %j is refused', (operands, given, message) => {
  const subject = { name: 'verb', ...(operands !== undefined && { operands }) };
  expect(() => checkOperands(given, subject)).toThrow(message);
});

it.each([
  [undefined, []],
  ['INPUT', ['a']],
  ['BATCH...', ['a', 'b']],
  ['[BATCH...]', []],
  ['[BATCH...]', ['a', 'b']],
])('of %s, %j is taken', (operands, given) => {
  checkOperands(given, { name: 'verb', ...(operands !== undefined && { operands }) });
});
