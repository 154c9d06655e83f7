import { SpillwayError } from '../errors/index.ts';

/** What can name a tenant, or the user of a key: safe in headers, paths, logs and databases. */
export const accountName: RegExp = /^[\w.@-]{1,64}$/;

/** Throws `invalid_argument` unless it is a name of a tenant or of the user of a key. */
export function refuseBadAccountName(name: unknown, param: string): void {
  if (typeof name === 'string' && accountName.test(name)) return;
  throw new SpillwayError(`The ${param} has no name that can be used.`, {
    code: 'invalid_argument',
    param,
    hint: "Use 1 to 64 letters, digits, '_', '.', '@' and '-'.",
  });
}

/** Throws `invalid_argument` unless every store keeps it as it is: who asks for a batch may have any name otherwise. */
export function refuseBadBatchUser(user: unknown): void {
  if (typeof user === 'string' && user !== '' && user.length <= 64 && !/\p{Cc}|\p{Cs}/u.test(user)) return;
  throw new SpillwayError('The user has no name that can be kept.', {
    code: 'invalid_argument',
    param: 'user',
    hint: 'Use 1 to 64 characters, without control characters, or leave it out.',
  });
}
