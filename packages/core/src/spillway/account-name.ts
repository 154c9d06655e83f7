import { SpillwayError } from '../errors/index.ts';

/** Throws `invalid_argument` unless it is a name of a tenant or a user: safe in headers, paths, logs and databases. */
export function refuseBadAccountName(name: unknown, param: string): void {
  if (typeof name === 'string' && /^[\w.@-]{1,64}$/.test(name)) return;
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
