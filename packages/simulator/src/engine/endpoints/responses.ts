import { createdAt } from '../answer-json.ts';
import { completionText } from '../completion-text.ts';
import {
  checkBody,
  completionLimit,
  type EndpointContext,
  type Generation,
  planCompletion,
  saltOf,
} from '../generation.ts';
import { type Prompt, promptOfMessages, tokensIn } from '../prompt-text.ts';
import type { RequestBody } from '../request-fields.ts';
import type { SequenceCost } from '../sequence.ts';
import { invalidField, type Refusal } from '../vllm-error.ts';

/** `POST /v1/responses`, the part of it that asks for one message. */
export function responses(body: RequestBody, context: EndpointContext): Generation | Refusal {
  const checked = checkBody(body, context);
  if ('status' in checked) return checked;
  const prompt = promptOf(body);
  if ('status' in prompt) return prompt;
  const promptTokens = tokensIn(prompt.text);
  const plan = planCompletion(promptTokens, completionLimit(body), context);
  if ('status' in plan) return plan;
  const { digest } = context;
  return {
    promptText: prompt.text,
    promptTokens,
    ...plan,
    answer: (cost) =>
      JSON.stringify({
        id: `resp_${digest.hex.slice(0, 32)}`,
        object: 'response',
        created_at: createdAt(digest),
        status: plan.finishReason === 'length' ? 'incomplete' : 'completed',
        error: null,
        incomplete_details: plan.finishReason === 'length' ? { reason: 'max_output_tokens' } : null,
        instructions: body.instructions ?? null,
        model: checked.model,
        output: [message(digest.hex, completionText(prompt.lastUserText, plan.completionTokens, saltOf(context)))],
        parallel_tool_calls: true,
        tool_choice: 'auto',
        tools: [],
        metadata: body.metadata ?? null,
        usage: usageOf(cost),
      }),
  };
}

function promptOf(body: RequestBody): Prompt | Refusal {
  const { input, instructions } = body;
  if (instructions !== undefined && instructions !== null && typeof instructions !== 'string') {
    return invalidField('instructions', 'Input should be a valid string');
  }
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const prompt = promptOfMessages(messages, 'input');
  if ('status' in prompt || !instructions) return prompt;
  return { ...prompt, text: `system: ${instructions}\n${prompt.text}` };
}

function message(hex: string, text: string): object {
  return {
    id: `msg_${hex.slice(0, 32)}`,
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [], logprobs: null }],
  };
}

function usageOf({ promptTokens, cachedTokens, completionTokens }: SequenceCost): object {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: cachedTokens },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}
