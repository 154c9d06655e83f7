const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const empty = /^(?:\p{M}|\p{Cf})+$/u;
const graphemes = new Intl.Segmenter();

/** The text with what could command a terminal made visible. Newlines become visible, too, unless `lines`. */
export function printable(text: string, { lines = false }: { readonly lines?: boolean } = {}): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    if (lines && (character === '\n' || character === '\t')) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Columns that the text takes on a terminal. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOfGrapheme(segment);
  return width;
}

/** The text in so many columns at the most, with its middle left out when it is longer: ids differ at both ends. */
export function fitted(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 2) return columns < 1 ? '' : '…';
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const head = taken(parts, Math.ceil((columns - 1) / 2));
  const tail = taken(parts.toReversed(), Math.floor((columns - 1) / 2)).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

function taken(parts: readonly string[], columns: number): string[] {
  let width = 0;
  const end = parts.findIndex((part) => {
    width += widthOfGrapheme(part);
    return width > columns;
  });
  return parts.slice(0, end === -1 ? parts.length : end);
}

function widthOfGrapheme(segment: string): number {
  if (wide.test(segment)) return 2;
  return empty.test(segment) ? 0 : 1;
}
