import { expect, it } from 'vitest';
import { readUsage } from './usage.ts';

it('reads the names of chat completions', () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 20,
    total_tokens: 30,
    prompt_tokens_details: { cached_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 5 },
  };
  expect(readUsage({ usage })).toEqual({ inputTokens: 10, cachedTokens: 4, outputTokens: 20, reasoningTokens: 5 });
});

it('reads the names of responses', () => {
  const usage = {
    input_tokens: 11,
    input_tokens_details: { cached_tokens: 1 },
    output_tokens: 21,
    output_tokens_details: { reasoning_tokens: 2 },
  };
  expect(readUsage({ usage })).toEqual({ inputTokens: 11, cachedTokens: 1, outputTokens: 21, reasoningTokens: 2 });
});

it('reads embeddings, whose details vLLM gives as null', () => {
  const usage = { prompt_tokens: 3, total_tokens: 3, completion_tokens: 0, prompt_tokens_details: null };
  expect(readUsage({ usage })).toMatchObject({ inputTokens: 3, outputTokens: 0, cachedTokens: 0 });
});

it.each([undefined, null, 7, 'many', { prompt_tokens: -1, completion_tokens: 'x' }, { prompt_tokens: 1.5 }])(
  'counts nothing from %j',
  (usage) => {
    expect(readUsage({ usage })).toEqual({ inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 });
  },
);
