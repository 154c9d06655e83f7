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
import { promptOfMessages, tokensIn } from '../prompt-text.ts';
import { numberField, type RequestBody } from '../request-fields.ts';
import type { Refusal } from '../vllm-error.ts';

/** `POST /v1/chat/completions`. With `n`, all choices are the same. */
export function chatCompletions(body: RequestBody, context: EndpointContext): Generation | Refusal {
  const checked = checkBody(body, context);
  if ('status' in checked) return checked;
  const prompt = promptOfMessages(body.messages, 'messages');
  if ('status' in prompt) return prompt;
  const promptTokens = tokensIn(prompt.text);
  const plan = planCompletion(promptTokens, completionLimit(body), context);
  if ('status' in plan) return plan;
  const choices = numberField(body, 'n') ?? 1;
  const completionTokens = plan.completionTokens * choices;
  return {
    promptText: prompt.text,
    promptTokens,
    completionTokens,
    finishReason: plan.finishReason,
    answer(cost) {
      const content = JSON.stringify(completionText(prompt.lastUserText, plan.completionTokens, saltOf(context)));
      const rest =
        `"message":{"role":"assistant","content":${content},"refusal":null,"tool_calls":[]},` +
        `"logprobs":null,"finish_reason":"${plan.finishReason}","stop_reason":null}`;
      let list = `{"index":0,${rest}`;
      for (let index = 1; index < choices; index += 1) list += `,{"index":${index},${rest}`;
      const head = answerHead('chatcmpl-', 'chat.completion', checked.model, context.digest);
      return `{${head},"choices":[${list}],"usage":${usageJson(cost)}}`;
    },
  };
}
