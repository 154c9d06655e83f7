import { expect, it } from 'vitest';
import { printable, widthOf } from './printable.ts';
import { textTable } from './text-table.ts';

const columns = [
  { title: 'ID' },
  { title: 'NAME', least: 6 },
  { title: 'SIZE', align: 'right' as const },
  { title: 'WHEN', dispensable: 1 },
];
const rows = [
  ['file-abcdef', 'a-long-name-of-a-file.jsonl', '1.2 MB', '3 min ago'],
  ['file-ghijkl', 'short', '12 B', '1 d ago'],
];

it('columns stand under their titles, numbers on the right', () => {
  expect(textTable({ columns, rows, width: undefined })).toEqual([
    'ID           NAME                           SIZE  WHEN',
    'file-abcdef  a-long-name-of-a-file.jsonl  1.2 MB  3 min ago',
    'file-ghijkl  short                          12 B  1 d ago',
  ]);
});

it('a narrow terminal takes the middle out of what may shrink, then whole columns, and never an id', () => {
  expect(textTable({ columns, rows, width: 45 })).toEqual([
    'ID           NAME             SIZE  WHEN',
    'file-abcdef  a-long….jsonl  1.2 MB  3 min ago',
    'file-ghijkl  short            12 B  1 d ago',
  ]);
  expect(textTable({ columns, rows, width: 28 })[1]).toBe('file-abcdef  a-l…onl  1.2 MB');
});

it.each([10, 20, 28, 34, 45, 60, 80])('no line is longer than %i columns, whatever the texts are', (width) => {
  const odd = [['file-日本語', '\u001b[31mred\u001b[0m 👩‍🚀 日本語日本語日本語', '1 B', 'now\nand then']];
  for (const line of textTable({ columns, rows: [...rows, ...odd], width })) {
    expect(widthOf(line)).toBeLessThanOrEqual(width);
    expect(line).not.toMatch(/\p{Cc}/u);
  }
});

it('what could command a terminal is shown, not obeyed', () => {
  expect(printable('a\u001b[2Jb\u009bc\nd\u202ee')).toBe('a\\u001b[2Jb\\u009bc\\u000ad\\u202ee');
  expect(printable('a\nb\t\u0007', { lines: true })).toBe('a\nb\t\\u0007');
});
