import { answerHead, usageJson } from '../answer-json.ts';
import { digestOf } from '../body-digest.ts';
import { checkBody, type EndpointContext, type Generation } from '../generation.ts';
import { promptList, tokensIn } from '../prompt-text.ts';
import { numberField, type RequestBody } from '../request-fields.ts';
import { uniform } from '../seeded-random.ts';
import { badRequest, invalidField, type Refusal } from '../vllm-error.ts';

const DEFAULT_DIMENSIONS = 64;
const MOST_DIMENSIONS = 8_192;

/** `POST /v1/embeddings`: a vector of length one for each input, the same for the same text and seed. */
export function embeddings(body: RequestBody, context: EndpointContext): Generation | Refusal {
  const checked = checkBody(body, context);
  if ('status' in checked) return checked;
  const problem = checkFormat(body);
  if (problem !== undefined) return problem;
  const inputs = promptList(body.input, 'input');
  if ('status' in inputs) return inputs;
  const tokens = inputs.map(tokensIn);
  const longest = Math.max(...tokens);
  const { maxModelLen, seed } = context.settings;
  if (longest > maxModelLen) {
    const limit = `This model's maximum context length is ${maxModelLen} tokens.`;
    return badRequest(`${limit} However, you requested ${longest} tokens in the input.`, 'input_tokens');
  }
  return {
    promptText: inputs.join('\n'),
    promptTokens: tokens.reduce((sum, count) => sum + count, 0),
    completionTokens: 0,
    finishReason: 'stop',
    answer(cost) {
      const dimensions = numberField(body, 'dimensions') ?? DEFAULT_DIMENSIONS;
      const data = inputs.map((input, index) => {
        const vector = vectorOf(input, dimensions, seed);
        return { index, object: 'embedding', embedding: body.encoding_format === 'base64' ? base64(vector) : vector };
      });
      const head = answerHead('embd-', 'list', checked.model, context.digest);
      return `{${head},"data":${JSON.stringify(data)},"usage":${usageJson(cost)}}`;
    },
  };
}

function checkFormat(body: RequestBody): Refusal | undefined {
  const format = body.encoding_format ?? 'float';
  if (format !== 'float' && format !== 'base64') {
    return invalidField('encoding_format', 'Input should be float or base64');
  }
  if ((numberField(body, 'dimensions') ?? 1) > MOST_DIMENSIONS) {
    return badRequest(`dimensions must be at most ${MOST_DIMENSIONS}.`, 'dimensions');
  }
  return undefined;
}

function vectorOf(text: string, dimensions: number, seed: number): number[] {
  const { high, low } = digestOf(text);
  const raw = Array.from({ length: dimensions }, (_, index) => uniform(seed, high, low, index + 1) - 0.5);
  const length = Math.hypot(...raw);
  return raw.map((value) => Number((value / length).toFixed(6)));
}

function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
