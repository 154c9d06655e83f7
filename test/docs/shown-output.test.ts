import { describe, expect, test } from 'vitest';
import { blocksOf, fileNameOf } from './page-blocks.ts';
import { isShown } from './shown-output.ts';

test.each([
  ['ready on http://…\n', 'ready on http://127.0.0.1:80\n', true],
  ['ready on http://…\n', 'ready on https://127.0.0.1:80\n', false],
  ['one\n…\nfour\n', 'one\ntwo\nthree\nfour\n', true],
  ['one\n…\nfour\n', 'one\nfour\n', true],
  ['one\n…\nfour\n', 'one\ntwo\n', false],
  ['one\n', 'one\ntwo\n', false],
  ['…\n', '', true],
  ['a.c\n', 'abc\n', false],
  ['done\n', '10 %\r20 %\rdone\n', true],
  ['done\n', '\u001b[32mdone\u001b[0m\n', true],
])('%j is shown for %j: %j', (shown, said, answer) => {
  expect(isShown(shown, said)).toBe(answer);
});

describe('the blocks of a page', () => {
  const page =
    'Words.\n\n```sh\necho 1\n```\n\n```text\n1\n```\n\n```ts\n// a.ts\nexport {};\n```\n\n```text\nx\n```\n';

  test('know their lines, and the output that follows them', () => {
    expect(blocksOf(page)).toEqual([
      { language: 'sh', line: 4, text: 'echo 1\n', shown: '1\n' },
      { language: 'ts', line: 12, text: '// a.ts\nexport {};\n', shown: 'x\n' },
    ]);
  });

  test('are files when their first line names one', () => {
    expect(blocksOf(page).map(fileNameOf)).toEqual([undefined, 'a.ts']);
  });
});
