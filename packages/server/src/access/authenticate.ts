import { createHash, timingSafeEqual } from 'node:crypto';
import { defaultTenant, type SpillwayKeys } from '@spillway/core';
import { HttpRefusal } from '../wire/error-body.ts';
import { type Caller, isOperator } from './caller.ts';
import { isTenantName } from './tenant-name.ts';

export interface AuthenticateOptions {
  /** The operator's key. Without it nobody is asked for one. */
  readonly apiKey: string | undefined;
  readonly keys: SpillwayKeys;
}

/** Finds out who sends a request, or refuses it. */
export type Authenticate = (request: Request) => Promise<Caller>;

const everything = { tenant: defaultTenant, user: null, scopes: ['operator'], keyName: null } as const;

/** Lets in whoever has the operator's key or one of the store's; everybody when there is no operator's key. */
export function createAuthenticate({ apiKey, keys }: AuthenticateOptions): Authenticate {
  const expected = apiKey === undefined ? undefined : digest(apiKey);
  return async ({ headers }) => {
    const given = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    return forTenant(await callerOf(given), headers.get('spillway-tenant'));
  };

  async function callerOf(given: string | undefined): Promise<Caller> {
    if (!expected) return { ...everything, keyId: null };
    if (given === undefined) throw badKey(noKey);
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (timingSafeEqual(digest(given), expected)) return { ...everything, keyId: 'operator' };
    const key = await keys.find(given);
    if (!key) throw badKey('Incorrect API key provided.');
    return { tenant: key.tenant, user: key.user, scopes: key.scopes, keyId: key.id, keyName: key.name };
  }
}

/** Operators may speak for any tenant. */
function forTenant(caller: Caller, asked: string | null): Caller {
  if (asked === null || asked === caller.tenant) return caller;
  if (!isOperator(caller)) {
    throw new HttpRefusal(403, {
      message: "Only a key with the scope 'operator' may name another tenant.",
      type: 'permission_error',
      param: 'spillway-tenant',
      code: 'insufficient_scope',
    });
  }
  if (isTenantName(asked)) return { ...caller, tenant: asked };
  throw new HttpRefusal(400, {
    message: 'A tenant has a name of 1 to 64 letters, digits and . _ @ -.',
    param: 'spillway-tenant',
    code: 'invalid_value',
  });
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

const noKey = "You didn't provide an API key. Send it in an Authorization header: 'Authorization: Bearer YOUR_KEY'.";

function badKey(message: string): HttpRefusal {
  return new HttpRefusal(401, { message, code: 'invalid_api_key' });
}
