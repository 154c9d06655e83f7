import { SpillwayError } from '@spillway/core/errors';

export function invalidOption(param: string, problem: string, hint?: string): SpillwayError {
  return new SpillwayError(`option "${param}" ${problem}`, {
    code: 'invalid_argument',
    param,
    ...(hint !== undefined && { hint }),
  });
}

/** Throws `invalid_argument` for the first key of `options` that is not known. */
export function refuseUnknown(param: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw invalidOption(param || 'options', 'must be an object');
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw invalidOption(param === '' ? key : `${param}.${key}`, 'does not exist', `Known are ${known.join(', ')}.`);
  }
}

/** The value, when it is a whole number of 1 or more. */
export function wholeNumber(param: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw invalidOption(param, `must be a whole number of 1 or more, not ${String(value)}`);
}
