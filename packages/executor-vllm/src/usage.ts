import type { TokenUsage } from '@spillway/core/executor';

const none: TokenUsage = Object.freeze({ inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 });

/**
 * The tokens that an answer reports, in the names of chat completions, completions and embeddings
 * (`prompt_tokens`, `completion_tokens`) or of responses (`input_tokens`, `output_tokens`). What is absent is 0.
 */
export function readUsage(answer: Readonly<Record<string, unknown>>): TokenUsage {
  const { usage } = answer;
  if (!isRecord(usage)) return none;
  const input = detail(usage.prompt_tokens_details) ?? detail(usage.input_tokens_details);
  const output = detail(usage.completion_tokens_details) ?? detail(usage.output_tokens_details);
  return {
    inputTokens: count(usage.prompt_tokens ?? usage.input_tokens),
    cachedTokens: count(input?.cached_tokens),
    outputTokens: count(usage.completion_tokens ?? usage.output_tokens),
    reasoningTokens: count(output?.reasoning_tokens),
  };
}

function detail(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function count(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}
