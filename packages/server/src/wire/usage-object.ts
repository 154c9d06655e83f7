import type { Usage } from '@spillway/api-types';
import type { BatchUsage } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';

/** Tokens, as the engines reported them. */
export const usageSchema: z.ZodType<Usage> = objectSchema<Usage>({
  input_tokens: z.int(),
  input_tokens_details: objectSchema<Usage['input_tokens_details']>({ cached_tokens: z.int() }),
  output_tokens: z.int(),
  output_tokens_details: objectSchema<Usage['output_tokens_details']>({ reasoning_tokens: z.int() }),
  total_tokens: z.int(),
}).meta({ id: 'Usage', description: 'Tokens, as the engines reported them.' });

export function usageObject(usage: BatchUsage): Usage {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
