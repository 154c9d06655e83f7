import { SpillwayError } from '../errors/index.ts';

/** Throws `invalid_argument` for an option that `policy` does not know: a misspelt one would have no effect. */
export function refuseUnknown(policy: string, options: object, known: object): void {
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown === undefined) return;
  throw new SpillwayError(`${policy} knows no option '${unknown}'.`, {
    code: 'invalid_argument',
    param: unknown,
    hint: `The options are ${Object.keys(known).join(', ')}.`,
  });
}
