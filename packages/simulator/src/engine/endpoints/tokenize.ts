import { digestOf } from '../body-digest.ts';
import { modelOf } from '../generation.ts';
import type { EngineSettings } from '../options.ts';
import { promptOfMessages, tokensIn } from '../prompt-text.ts';
import type { RequestBody } from '../request-fields.ts';
import { mix } from '../seeded-random.ts';
import { invalidField, type Refusal } from '../vllm-error.ts';

const VOCABULARY = 128_000;

/** `POST /tokenize` of a prompt or of messages. The ids mean nothing; their number is what the engine counts. */
export function tokenize(body: RequestBody, settings: EngineSettings): string | Refusal {
  const model = modelOf(body, settings);
  if (typeof model !== 'string') return model;
  const text = textOf(body);
  if (typeof text !== 'string') return text;
  const count = tokensIn(text);
  const { low } = digestOf(text);
  const tokens = Array.from({ length: count }, (_, index) => mix(low, index) % VOCABULARY);
  return JSON.stringify({ count, max_model_len: settings.maxModelLen, tokens, token_strs: null });
}

function textOf(body: RequestBody): string | Refusal {
  if (typeof body.prompt === 'string') return body.prompt;
  if (body.messages === undefined) return invalidField('prompt', 'Field required');
  const prompt = promptOfMessages(body.messages, 'messages');
  return 'status' in prompt ? prompt : prompt.text;
}
