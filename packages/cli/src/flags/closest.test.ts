import { expect, it } from 'vitest';
import { closest } from './closest.ts';

const verbs = ['run', 'dev', 'serve', 'coordinate', 'work', 'doctor'];

it.each([
  ['rnu', 'run'],
  ['serv', 'serve'],
  ['coord', 'coordinate'],
  ['wrok', 'work'],
  ['docter', 'doctor'],
])('%s was meant to be %s', (word, meant) => {
  expect(closest(word, verbs)).toBe(meant);
});

it('a word that is near to nothing has no suggestion', () => {
  expect(closest('kubernetes', verbs)).toBeUndefined();
});
