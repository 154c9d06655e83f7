import { describe, expect, test } from 'vitest';
import { requestHash } from './request-hash.ts';

const endpoint = '/v1/chat/completions';
const messages = [{ role: 'user', content: 'Say "temperature": 0' }];

function hashOf(body: unknown, { at = endpoint, model = 'm', only = true } = {}): string | undefined {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return requestHash({ endpoint: at, model, body: Buffer.from(text) }, only);
}

describe('the hash of a request', () => {
  const original = hashOf({ model: 'm', messages, temperature: 0, max_tokens: 10 });

  test('is 32 bytes of lower-case hexadecimal', () => {
    expect(original).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not count the order of keys, blanks, the spelling of numbers, the user or metadata', () => {
    const same = `{ "temperature":0.0, "max_tokens":1e1, "user":"ada", "metadata":{"a":"b"},
      "messages":[{"content":"Say \\"temp\\u0065rature\\": 0","role":"user"}], "model":"m" }`;
    expect(hashOf(same)).toBe(original);
  });

  test.each([
    ['the endpoint', hashOf({ model: 'm', messages, temperature: 0, max_tokens: 10 }, { at: '/v1/completions' })],
    ['the model', hashOf({ model: 'm', messages, temperature: 0, max_tokens: 10 }, { model: 'n' })],
    ['a parameter', hashOf({ model: 'm', messages, temperature: 0, max_tokens: 11 })],
    [
      'the order of messages',
      hashOf({ model: 'm', messages: [...messages, 'x'].reverse(), temperature: 0, max_tokens: 10 }),
    ],
    [
      'a user within a message',
      hashOf({ model: 'm', messages: [{ ...messages[0], user: 'a' }], temperature: 0, max_tokens: 10 }),
    ],
  ])('counts %s', (_, other) => {
    expect(other).toBeDefined();
    expect(other).not.toBe(original);
  });

  test('keeps seeds apart that a double cannot', () => {
    const [one, other] = ['9007199254740992', '9007199254740993'].map((seed) => hashOf(`{"seed":${seed}}`));
    expect(one).toBeDefined();
    expect(one).not.toBe(other);
  });
});

describe('a request is deterministic', () => {
  test.each([
    [{ messages, temperature: 0 }],
    [{ messages, temperature: -0.0 }],
    ['{"temperature" : 0.00}'],
    ['{"temperature"\n:\t0e3}'],
    ['{"temperature":-0.0}'],
    ['{"temperature":0.00,"top_p":0.5}'],
    [{ messages, temperature: 1, seed: 7 }],
    [{ messages, seed: -7 }],
  ])('%j: yes', (body) => {
    expect(hashOf(body)).toBeDefined();
  });

  test.each([
    [{ messages }],
    [{ messages, temperature: 1 }],
    [{ messages, temperature: '0' }],
    [{ messages, temperature: null, seed: null }],
    [{ messages, seed: 1.5 }],
    [{ messages: [{ temperature: 0, seed: 1 }] }],
    ['{"temperature":0.5,"x":{"seed":1}}'],
    ['{"temperature":0.007}'],
    ['{"temperature":-0.1e-3}'],
    [[{ temperature: 0 }]],
    ['{"temperature":0'],
    ['0'],
  ])('%j: no', (body) => {
    expect(hashOf(body)).toBeUndefined();
  });

  test('when it asks for embeddings, whatever it says', () => {
    expect(hashOf({ input: 'a' }, { at: '/v1/embeddings' })).toBeDefined();
  });
});

test('all requests have a hash when any answer will do, but what is no object', () => {
  expect(hashOf({ messages, temperature: 1 }, { only: false })).toBeDefined();
  expect(hashOf('[]', { only: false })).toBeUndefined();
  expect(hashOf('{', { only: false })).toBeUndefined();
});

test('a body of more than four megabytes is not looked into', () => {
  const body = (characters: number) => ({ temperature: 0, messages: 'x'.repeat(characters) });
  expect(hashOf(body(4_000_000))).toBeDefined();
  expect(hashOf(body(4_200_000))).toBeUndefined();
});

test('a body that is nested deeper than the stack reaches has no hash, and breaks nothing', () => {
  for (const levels of [10_000, 200_000]) {
    const body = `{"temperature":0,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(() => hashOf(body)).not.toThrow();
  }
});
