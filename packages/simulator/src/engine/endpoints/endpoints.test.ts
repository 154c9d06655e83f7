import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from '../engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['m', 'other'], prefixCache: true, seed: 5 });
});
afterAll(() => engine.close());

const user = (content: unknown): object[] => [{ role: 'user', content }];

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(engine.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what an engine answers has no type before the test has looked at it.
  readonly body: any;
}

const chat = (body: object): Promise<Answer> => post('/v1/chat/completions', { model: 'm', ...body });

describe('a chat completion', () => {
  test('echoes the first words of the last user message and counts its tokens', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      ...user('Why is the sky blue at noon and red at dusk?'),
    ];
    const { status, body } = await chat({ messages });
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'chat.completion', model: 'm', id: expect.stringMatching(/^chatcmpl-/) });
    expect(body.choices).toHaveLength(1);
    expect(body.choices[0].message.content).toMatch(/^You asked: "Why is the sky blue at noon and". /);
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
    expect(body.usage.prompt_tokens).toBe(Math.ceil('system: Be brief.\nuser: '.length / 4 + 45 / 4));
  });

  test('is the same bytes for the same body, and another for another', async () => {
    const [first, again, other] = await Promise.all(
      ['one', 'one', 'two'].map((text) => chat({ messages: user(text) })),
    );
    expect(again?.body).toEqual(first?.body);
    expect(other?.body.id).not.toBe(first?.body.id);
  });

  test('ends at max_tokens or max_completion_tokens with the reason length', async () => {
    for (const limit of ['max_tokens', 'max_completion_tokens']) {
      const { body } = await chat({ messages: user('Hello'), [limit]: 3 });
      expect(body.usage.completion_tokens).toBe(3);
      expect(body.choices[0].finish_reason).toBe('length');
    }
  });

  test('gives n choices', async () => {
    const { body } = await chat({ messages: user('Hello'), n: 3, max_tokens: 5 });
    expect(body.choices.map((choice: { index: number }) => choice.index)).toEqual([0, 1, 2]);
    expect(body.usage.completion_tokens).toBe(15);
  });

  test('reads content in parts and passes text beyond ASCII', async () => {
    const content = [
      { type: 'text', text: 'Grüße aus 東京 🗼' },
      { type: 'image_url', image_url: { url: 'data:' } },
    ];
    const { body } = await chat({ messages: user(content) });
    expect(body.choices[0].message.content).toContain('"Grüße aus 東京 🗼"');
  });

  test('reports the tokens that the prefix cache held', async () => {
    const system = { role: 'system', content: 'You sort tickets into five kinds. '.repeat(20) };
    const ask = (text: string): Promise<Answer> => chat({ messages: [system, ...user(text)] });
    expect((await ask('first')).body.usage.prompt_tokens_details.cached_tokens).toBe(0);
    expect((await ask('second')).body.usage.prompt_tokens_details.cached_tokens).toBe(160);
  });
});

describe('the other endpoints', () => {
  test('a completion answers each prompt of a list', async () => {
    const { body } = await post('/v1/completions', {
      model: 'm',
      prompt: ['Once upon a time', [1, 2, 3]],
      max_tokens: 20,
    });
    expect(body.object).toBe('text_completion');
    expect(body.choices.map((choice: { text: string }) => choice.text)).toEqual([
      expect.stringContaining('"Once upon a time"'),
      expect.stringContaining('"000100020003"'),
    ]);
    expect(body.usage.completion_tokens).toBe(40);
  });

  test('an embedding has length one, the wanted dimensions and the same value in base64', async () => {
    const ask = { model: 'm', input: ['red', 'blue', 'red'], dimensions: 8 };
    const { body } = await post('/v1/embeddings', ask);
    const vectors: number[][] = body.data.map((row: { embedding: number[] }) => row.embedding);
    expect(vectors.map((vector) => vector.length)).toEqual([8, 8, 8]);
    expect(vectors[2]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
    expect(Math.hypot(...(vectors[0] ?? []))).toBeCloseTo(1, 4);
    expect(body.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 });
    const encoded = await post('/v1/embeddings', { ...ask, encoding_format: 'base64' });
    const bytes = Buffer.from(encoded.body.data[0].embedding, 'base64');
    expect(bytes.readFloatLE(4)).toBeCloseTo(vectors[0]?.[1] ?? NaN, 5);
  });

  test('a response takes a text or messages', async () => {
    const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Name three rivers' }] }];
    for (const body of [{ input: 'Name three rivers' }, { input, instructions: 'Be brief.' }]) {
      const answer = await post('/v1/responses', { model: 'm', ...body });
      expect(answer.body).toMatchObject({ object: 'response', status: 'completed' });
      expect(answer.body.output[0].content[0].text).toContain('"Name three rivers"');
      expect(answer.body.usage.total_tokens).toBe(answer.body.usage.input_tokens + answer.body.usage.output_tokens);
    }
  });

  test('tokenize counts what a completion is charged for', async () => {
    const prompt = 'How many tokens is this?';
    const counted = await post('/tokenize', { model: 'm', prompt });
    const charged = await post('/v1/completions', { model: 'm', prompt });
    expect(counted.body.count).toBe(charged.body.usage.prompt_tokens);
    expect(counted.body.tokens).toHaveLength(counted.body.count);
  });

  test('the model list tells the longest context', async () => {
    const list = (await (await fetch(`${engine.url}/v1/models`)).json()) as Answer['body'];
    expect(list.data).toMatchObject([
      { id: 'm', max_model_len: 32_768 },
      { id: 'other', max_model_len: 32_768 },
    ]);
  });

  test('health answers at once', async () => {
    expect((await fetch(`${engine.url}/health`)).status).toBe(200);
  });
});

describe('a request that vLLM refuses is refused', () => {
  const hello = { model: 'm', messages: user('Hello') };
  test.each<[why: string, body: unknown, status: number, param: string | null]>([
    ['no messages', { model: 'm' }, 400, 'messages'],
    ['messages that are no list', { model: 'm', messages: 'Hello' }, 400, 'messages'],
    ['a message without a role', { model: 'm', messages: [{ content: 'Hello' }] }, 400, 'messages'],
    ['an unknown model', { ...hello, model: 'gpt-none' }, 404, 'model'],
    ['a model that is no text', { ...hello, model: 7 }, 400, 'model'],
    ['max_tokens: -1', { ...hello, max_tokens: -1 }, 400, 'max_tokens'],
    ['max_tokens: 1.5', { ...hello, max_tokens: 1.5 }, 400, 'max_tokens'],
    ['a temperature that is no number', { ...hello, temperature: 'hot' }, 400, 'temperature'],
    ['a negative temperature', { ...hello, temperature: -0.1 }, 400, 'temperature'],
    ['a wish to stream', { ...hello, stream: true }, 400, 'stream'],
    ['a priority', { ...hello, priority: 5 }, 400, 'priority'],
    ['a prompt that is too long', { model: 'm', messages: user('x'.repeat(140_000)) }, 400, 'input_tokens'],
    ['a completion that is too long', { ...hello, max_tokens: 32_768 }, 400, 'input_tokens'],
    ['a list instead of an object', [], 400, null],
    ['text that is not JSON', '{"model":', 400, null],
    ['an empty body', '', 400, null],
  ])('%s', async (_, body, status, param) => {
    const answer = await post('/v1/chat/completions', body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toEqual({ message: expect.any(String), type: expect.any(String), param, code: status });
  });

  test('another content type, path or method', async () => {
    expect((await post('/v1/chat/completions', hello, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('/v1/chat/nothing', hello)).status).toBe(404);
    expect((await fetch(`${engine.url}/v1/chat/completions`)).status).toBe(405);
  });

  test('fields that nobody knows are ignored, and so is null', async () => {
    const body = JSON.stringify({ ...hello, temperature: null, constructor: 1 }).replace('{', '{"__proto__":{"n":0},');
    expect((await post('/v1/chat/completions', body)).status).toBe(200);
  });
});

test('an engine with a key serves only those who show it', async () => {
  await using closed = await startEngine({ speed: Number.POSITIVE_INFINITY, apiKey: 'secret' });
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${closed.url}/v1/models`, { headers })).status;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: 'Bearer wrong' })).toBe(401);
  expect(await status({ authorization: 'Bearer secret' })).toBe(200);
});
