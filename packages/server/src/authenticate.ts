import { createHash, timingSafeEqual } from 'node:crypto';
import { defaultTenant } from '@spillway/core';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-context.ts';
import { HttpRefusal } from './wire/error-body.ts';

/** Lets requests in that carry the key as a bearer token; all of them when no key is asked for. */
export function authenticate(apiKey: string | undefined): MiddlewareHandler<AppEnv> {
  const expected = apiKey === undefined ? undefined : digest(apiKey);
  return async (context, next) => {
    const given = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (expected && !(given !== undefined && timingSafeEqual(digest(given), expected))) throw badKey(given);
    context.set('tenant', defaultTenant);
    await next();
  };
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function badKey(given: string | undefined): HttpRefusal {
  const message =
    given === undefined
      ? "You didn't provide an API key. Send it in an Authorization header: 'Authorization: Bearer YOUR_KEY'."
      : 'Incorrect API key provided.';
  return new HttpRefusal(401, { message, code: 'invalid_api_key' });
}
