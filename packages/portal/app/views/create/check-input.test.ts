import { expect, test } from 'vitest';
import { checkInput } from './check-input.ts';

const good = (customId: string): string =>
  JSON.stringify({ custom_id: customId, method: 'POST', url: '/v1/embeddings', body: { model: 'small' } });

const signal = new AbortController().signal;
const check = (...lines: readonly string[]) => checkInput(new Blob([lines.join('\n')]), { signal });

test('a good file has its requests counted, and no problems', async () => {
  expect(await check(good('a'), '', good('b'), '')).toEqual({
    requests: 2,
    firstLines: [good('a'), good('b')],
    problems: [],
    problemCount: 0,
    endpoints: ['/v1/embeddings'],
    models: ['small'],
    readBytes: 2 * good('a').length + 3,
    comparedAll: true,
  });
});

test.each([
  ['no JSON', '{', 'invalid_json_line', null],
  ['no object', '[]', 'invalid_json_line', null],
  ['no name', good(''), 'invalid_request', 'custom_id'],
  ['the name of another', good('a'), 'duplicate_custom_id', 'custom_id'],
  ['another method', good('b').replace('POST', 'GET'), 'invalid_request', 'method'],
  ['another path', good('b').replace('embeddings', 'responses'), 'mismatched_url', 'url'],
  ['another model', good('b').replace('small', 'large'), 'mismatched_model', 'body.model'],
  ['a stream', good('b').replace('"model"', '"stream":true,"model"'), 'streaming_unsupported', 'body.stream'],
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

test('what the server takes no more of is told before it is sent', async () => {
  const file = new Blob([`${good('a')}\n${good('b')}\n${good('long'.repeat(50))}\n`]);
  const { problems } = await checkInput(file, {
    signal,
    limits: { maxRequests: 2, maxLineBytes: 200, endpoints: ['/v1/responses'] },
  });
  expect(problems).toEqual([
    { code: 'too_many_tasks', param: null, line: null, message: expect.stringContaining('more than 2 requests') },
    { code: 'mismatched_url', param: 'url', line: 1, message: expect.stringContaining('only /v1/responses') },
    { code: 'line_too_long', param: null, line: 3, message: expect.stringContaining('more than 200 bytes') },
  ]);
});

test('lines come whole out of pieces that end anywhere, in the middle of a character, too', async () => {
  const bytes = new TextEncoder().encode(`${good('ä')}\r\n${good('€')}\n${good('ä')}`);
  for (const size of [1, 7, 64]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    const file = { stream: () => pieces } as unknown as Blob;
    const { requests, problems, readBytes } = await checkInput(file, { signal });
    expect([requests, problems.map(({ line }) => line), readBytes]).toEqual([3, [3], bytes.length]);
  }
});

test('a reading that is stopped tells what it has found so far', async () => {
  const stop = new AbortController();
  async function* endless() {
    for (let n = 0; ; n++) yield new TextEncoder().encode(`${good(String(n))}\n`);
  }
  const file = { stream: endless } as unknown as Blob;
  const onRead = (bytes: number): void => {
    if (bytes > 1_000) stop.abort();
  };
  const { requests, problems, readBytes } = await checkInput(file, { signal, stop: stop.signal, onRead });
  expect([requests > 5, problems, readBytes > 1_000]).toEqual([true, [], true]);
});
