import { answerHead, usageJson } from '../answer-json.ts';
import { completionText } from '../completion-text.ts';
import {
  checkBody,
  completionLimit,
  type EndpointContext,
  type Generation,
  planCompletion,
  saltOf,
} from '../generation.ts';
import { promptList, tokensIn } from '../prompt-text.ts';
import { numberField, type RequestBody } from '../request-fields.ts';
import type { Refusal } from '../vllm-error.ts';

/** vLLM's limit for completions that name none. */
const DEFAULT_MAX_TOKENS = 16;

/** `POST /v1/completions`. Each prompt of a list gets `n` choices; those of one prompt are the same. */
export function completions(body: RequestBody, context: EndpointContext): Generation | Refusal {
  const checked = checkBody(body, context);
  if ('status' in checked) return checked;
  const prompts = promptList(body.prompt, 'prompt');
  if ('status' in prompts) return prompts;
  const tokens = prompts.map(tokensIn);
  const plan = planCompletion(Math.max(...tokens), completionLimit(body) ?? DEFAULT_MAX_TOKENS, context);
  if ('status' in plan) return plan;
  const asked = prompts.flatMap((prompt) => new Array<string>(numberField(body, 'n') ?? 1).fill(prompt));
  return {
    promptText: prompts.join('\n'),
    promptTokens: tokens.reduce((sum, count) => sum + count, 0),
    completionTokens: plan.completionTokens * asked.length,
    finishReason: plan.finishReason,
    answer(cost) {
      const choices = asked.map((prompt, index) => ({
        index,
        text: completionText(prompt, plan.completionTokens, saltOf(context)),
        logprobs: null,
        finish_reason: plan.finishReason,
        stop_reason: null,
      }));
      const head = answerHead('cmpl-', 'text_completion', checked.model, context.digest);
      return `{${head},"choices":${JSON.stringify(choices)},"usage":${usageJson(cost)}}`;
    },
  };
}
