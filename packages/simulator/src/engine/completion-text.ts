import { TOKEN_CHARACTERS } from './prefix-cache.ts';

const ECHO_WORDS = 8;
const ECHO_CHARACTERS = 80;

const filler = (
  'The short answer depends on what you need first. In most cases the simplest step is the right one, so begin there, ' +
  'look at what it changes, and keep a note of the result. If that is not enough, compare the two likely causes, rule ' +
  'out the one that is cheap to test, and come back with what you found. Nothing here is urgent, and each step can be ' +
  'undone. A sound habit is to change one thing at a time and to write down why. '
).repeat(40);

/** The part of a text that an answer repeats: its first eight words, at most 80 characters of them. */
export function echoOf(text: string): string {
  const start = text.slice(0, ECHO_CHARACTERS * 2).trimStart();
  let end = -1;
  for (let word = 0; word < ECHO_WORDS; word += 1) {
    end = start.indexOf(' ', end + 1);
    if (end === -1) break;
  }
  const words = end === -1 ? start : start.slice(0, end);
  const cut = words.slice(0, ECHO_CHARACTERS);
  // Half a surrogate pair at the cut would not be text.
  return isHighSurrogate(cut.charCodeAt(cut.length - 1)) ? cut.slice(0, -1) : cut.trimEnd();
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/**
 * An answer of about `tokens` tokens. It begins with the echo, whole even where the tokens would not suffice, so that
 * tests find it.
 */
export function completionText(asked: string, tokens: number, salt: number): string {
  const opening = `You asked: "${echoOf(asked)}". `;
  const wanted = tokens * TOKEN_CHARACTERS - opening.length;
  if (wanted <= 0) return opening.trimEnd();
  const start = salt % 400;
  if (start + wanted <= filler.length) return opening + filler.slice(start, start + wanted);
  return opening + filler.repeat(Math.ceil(wanted / filler.length)).slice(0, wanted);
}
