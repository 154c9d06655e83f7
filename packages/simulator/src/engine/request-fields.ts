import { badRequest, invalidField, type Refusal } from './vllm-error.ts';

/** A request body. Its values are whatever the client sent. */
export type RequestBody = Readonly<Record<string, unknown>>;

interface FieldRule {
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
  readonly wish: string;
}

const positive: FieldRule = { whole: true, least: 1, most: Number.POSITIVE_INFINITY, wish: 'at least 1' };
const penalty: FieldRule = { whole: false, least: -2, most: 2, wish: 'in [-2, 2]' };

const rules: Readonly<Record<string, FieldRule>> = {
  max_tokens: positive,
  max_completion_tokens: positive,
  max_output_tokens: positive,
  n: positive,
  dimensions: positive,
  temperature: { whole: false, least: 0, most: Number.POSITIVE_INFINITY, wish: 'non-negative' },
  top_p: { whole: false, least: Number.MIN_VALUE, most: 1, wish: 'in (0, 1]' },
  presence_penalty: penalty,
  frequency_penalty: penalty,
  seed: { whole: true, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, wish: 'whole' },
};

/** Looks at the sampling fields as vLLM does. Absent and null fields are fine; fields that nobody knows are ignored. */
export function checkFields(body: RequestBody): Refusal | undefined {
  for (const name in body) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const problem = rule === undefined ? undefined : checkField(name, body[name], rule);
    if (problem !== undefined) return problem;
  }
  if (body.stream === true) return badRequest('This engine does not stream.', 'stream');
  if (typeof body.priority === 'number' && body.priority !== 0) {
    return badRequest(`Got priority ${body.priority} but Priority scheduling is not enabled.`, 'priority');
  }
  return undefined;
}

/** The number in a field that `checkFields` has passed; undefined when absent or null. */
export function numberField(body: RequestBody, name: string): number | undefined {
  const value = body[name];
  return value === undefined || value === null ? undefined : Number(value);
}

function checkField(name: string, value: unknown, rule: FieldRule): Refusal | undefined {
  if (value === undefined || value === null) return undefined;
  // Numbers in strings are taken, as vLLM's schema does.
  const number = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
  if (Number.isNaN(number)) return invalidField(name, 'Input should be a valid number');
  if (rule.whole && !Number.isInteger(number)) return invalidField(name, 'Input should be a valid integer');
  if (number >= rule.least && number <= rule.most) return undefined;
  return badRequest(`${name} must be ${rule.wish}, got ${number}. (parameter=${name}, value=${number})`, name);
}
