import { HttpRefusal } from './error-body.ts';

const MOST_CHARACTERS = 256;

/** The key under which a call may be repeated. */
export function idempotencyKeyOf({ headers }: Request): { readonly idempotencyKey?: string } {
  const idempotencyKey = headers.get('idempotency-key');
  if (idempotencyKey === null) return {};
  if (idempotencyKey.length > 0 && idempotencyKey.length <= MOST_CHARACTERS) return { idempotencyKey };
  throw new HttpRefusal(400, {
    message: `An idempotency key has 1 to ${MOST_CHARACTERS} characters.`,
    param: 'idempotency-key',
    code: 'invalid_value',
  });
}
