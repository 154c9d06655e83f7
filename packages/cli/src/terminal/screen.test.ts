import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { outlet } from './outlet.ts';
import { Screen } from './screen.ts';

function terminal(rows: number): { readonly screen: Screen; readonly said: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 10, rows });
  const screen = new Screen(outlet(stream as unknown as NodeJS.WriteStream, () => {}));
  return { screen, said: () => String(stream.read()) };
}

it('paints as many lines as the terminal has, and not one more', () => {
  const { screen, said } = terminal(2);
  screen.show(['one', 'two', 'three']);
  expect(said()).toContain('two');
  screen.show(['one', 'two', 'three']);
  expect(said()).not.toMatch(/three|two\r\n/);
});

it('erases before a line and never behind it, where the last character of a full row stands', () => {
  const { screen, said } = terminal(5);
  screen.show(['1234567890', 'b']);
  expect(said().slice(-'\u001b[H\u001b[K1234567890\r\n\u001b[Kb\r\n\u001b[J'.length)).toBe(
    '\u001b[H\u001b[K1234567890\r\n\u001b[Kb\r\n\u001b[J',
  );
});
