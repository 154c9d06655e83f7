import { expect, test } from 'vitest';
import { checkInput } from './check-input.ts';

const good = (customId: string): string =>
  JSON.stringify({ custom_id: customId, method: 'POST', url: '/v1/embeddings', body: { model: 'small' } });

const check = (...lines: readonly string[]) => checkInput(new Blob([lines.join('\n')]), new AbortController().signal);

test('a good file has its requests counted, and no problems', async () => {
  expect(await check(good('a'), '', good('b'), '')).toEqual({
    requests: 2,
    firstLines: [good('a'), good('b')],
    problems: [],
    problemCount: 0,
    endpoints: ['/v1/embeddings'],
    models: ['small'],
    partial: false,
  });
});

test.each([
  ['no JSON', '{', 'invalid_json_line', null],
  ['no object', '[]', 'invalid_json_line', null],
  ['no name', good(''), 'invalid_request', 'custom_id'],
  ['the name of another', good('a'), 'duplicate_custom_id', 'custom_id'],
  ['another method', good('b').replace('POST', 'GET'), 'invalid_request', 'method'],
  ['another path', good('b').replace('embeddings', 'responses'), 'mismatched_url', 'url'],
  ['no model', good('b').replace('small', ''), 'invalid_request', 'body.model'],
])('a line with %s is told with its number', async (_, line, code, param) => {
  const { problems } = await check(good('a'), '', line);
  expect(problems).toEqual([{ code, param, line: 3, message: expect.any(String) }]);
});

test('of very many problems the first are told, and all are counted', async () => {
  const { problems, problemCount } = await check(...Array.from({ length: 300 }, () => 'x'));
  expect([problems.length, problemCount]).toEqual([100, 300]);
});

test('an empty file is a problem', async () => {
  expect((await check('', '')).problems).toMatchObject([{ code: 'empty_file' }]);
});
