import type { BodyDigest } from './body-digest.ts';
import type { EngineSettings } from './options.ts';
import { checkFields, numberField, type RequestBody } from './request-fields.ts';
import { mix, uniform } from './seeded-random.ts';
import type { SequenceCost } from './sequence.ts';
import { badRequest, invalidField, type Refusal, unknownModel } from './vllm-error.ts';

export type FinishReason = 'stop' | 'length';

/** A request that the engine will compute: what it costs, and the answer it gets. */
export interface Generation {
  /** What the prefix cache looks up. */
  readonly promptText: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly finishReason: FinishReason;
  /** The body of the answer, as JSON text. */
  answer(cost: SequenceCost): string;
}

export interface EndpointContext {
  readonly settings: EngineSettings;
  readonly digest: BodyDigest;
}

/** One path of the API: checks a body and plans its generation. */
export type Endpoint = (body: RequestBody, context: EndpointContext) => Generation | Refusal;

/** The model that a body names, which must be served; the first one when it names none. */
export function modelOf(body: RequestBody, { models }: EngineSettings): string | Refusal {
  const model = body.model ?? models[0];
  if (typeof model !== 'string') return invalidField('model', 'Input should be a valid string');
  return models.includes(model) ? model : unknownModel(model);
}

/** Checks what every endpoint has in common. Answers the model to use. */
export function checkBody(body: RequestBody, context: EndpointContext): { readonly model: string } | Refusal {
  const model = modelOf(body, context.settings);
  if (typeof model !== 'string') return model;
  return checkFields(body) ?? { model };
}

/** How long the completion is: a length by seed and body, cut at the request's limit and at the model's length. */
export function planCompletion(
  promptTokens: number,
  limitTokens: number | undefined,
  { settings, digest }: EndpointContext,
): Pick<Generation, 'completionTokens' | 'finishReason'> | Refusal {
  const roomTokens = settings.maxModelLen - promptTokens;
  if (roomTokens < Math.max(1, limitTokens ?? 1)) return tooLong(promptTokens, limitTokens ?? 1, settings.maxModelLen);
  const { min, max } = settings.completionTokens;
  const natural = min + Math.floor(uniform(settings.seed, digest.high, digest.low, 0) * (max - min + 1));
  const limit = Math.min(limitTokens ?? roomTokens, roomTokens);
  return natural <= limit
    ? { completionTokens: natural, finishReason: 'stop' }
    : { completionTokens: limit, finishReason: 'length' };
}

/** The request's own limit; `max_tokens` is the older name. */
export function completionLimit(body: RequestBody): number | undefined {
  return (
    numberField(body, 'max_completion_tokens') ??
    numberField(body, 'max_output_tokens') ??
    numberField(body, 'max_tokens')
  );
}

/** A word that differs between bodies and seeds: what to vary a text by. */
export function saltOf({ settings, digest }: EndpointContext): number {
  return mix(settings.seed, digest.low);
}

function tooLong(promptTokens: number, wantedTokens: number, maxModelLen: number): Refusal {
  return badRequest(
    `This model's maximum context length is ${maxModelLen} tokens. However, you requested ${wantedTokens} output ` +
      `tokens and your prompt contains ${promptTokens} input tokens, for a total of ${promptTokens + wantedTokens} ` +
      'tokens. Please reduce the length of the input prompt or the number of requested output tokens.',
    'input_tokens',
  );
}
