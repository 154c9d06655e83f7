/** `value` as an object, or an Error that says what should have been one. */
export function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${what} must be an object`);
}

/** `value` as a list of numbers, or an Error that says what should have been one. */
export function numbersOf(value: unknown, what: string): number[] {
  if (Array.isArray(value) && value.every((number) => typeof number === 'number')) return value;
  throw new Error(`${what} must be a list of numbers`);
}
