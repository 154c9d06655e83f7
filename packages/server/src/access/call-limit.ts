import type { Clock, SpillwayTenants } from '@spillway/core';
import { HttpRefusal } from '../wire/error-body.ts';
import type { Caller } from './caller.ts';

export interface CallLimitOptions {
  /** Calls that each key may make in a minute, unless its tenant has a limit of its own. */
  readonly callsPerMinute: number;
  readonly tenants: SpillwayTenants;
  readonly clock: Clock;
}

/** Counts a call. Answers the headers that say how much is left, none where there is no limit; refuses one too many. */
export type CountCall = (caller: Caller) => Promise<Readonly<Record<string, string>>>;

/** Calls that a key has left, refilled evenly: at most a minute's worth. */
interface Allowance {
  readonly perMinute: number;
  left: number;
  countedMs: number;
}

interface KnownLimit {
  readonly perMinute: number;
  readonly readMs: number;
}

/** A changed limit is minded this much later. */
const LIMIT_AGE_MS = 5_000;
/** Beyond this, what is full again or old is forgotten. */
const MOST_KNOWN = 10_000;

/** Limits the calls of each key, in this process. */
export function createCallLimit({ callsPerMinute, tenants, clock }: CallLimitOptions): CountCall {
  const allowances = new Map<string, Allowance>();
  const limits = new Map<string, KnownLimit>();

  async function limitOf(tenant: string): Promise<number> {
    const nowMs = clock.monotonic();
    const known = limits.get(tenant);
    if (known && nowMs - known.readMs < LIMIT_AGE_MS) return known.perMinute;
    const perMinute = (await tenants.get(tenant))?.limits.callsPerMinute ?? callsPerMinute;
    limits.set(tenant, { perMinute, readMs: nowMs });
    forgetOldest(limits);
    return perMinute;
  }

  return async ({ keyId, tenant }) => {
    if (keyId === null) return {};
    const perMinute = await limitOf(tenant);
    if (!Number.isFinite(perMinute)) return {};
    // An operator's key has an allowance with each tenant that it acts for: their limits differ.
    const counted = `${keyId} ${tenant}`;
    const allowance = refilled(allowances.get(counted), perMinute, clock.monotonic());
    const allowed = allowance.left >= 1;
    if (allowed) allowance.left--;
    allowances.delete(counted);
    allowances.set(counted, allowance);
    forgetOldest(allowances);
    const headers = headersOf(allowance);
    if (!allowed) throw tooMany(allowance, headers);
    return headers;
  };
}

function refilled(before: Allowance | undefined, perMinute: number, nowMs: number): Allowance {
  if (before?.perMinute !== perMinute) return { perMinute, left: perMinute, countedMs: nowMs };
  const gained = ((nowMs - before.countedMs) / 60_000) * perMinute;
  return { perMinute, left: Math.min(perMinute, before.left + gained), countedMs: nowMs };
}

function forgetOldest(known: Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
}

function headersOf({ perMinute, left }: Allowance): Record<string, string> {
  return {
    'x-ratelimit-limit-requests': String(perMinute),
    'x-ratelimit-remaining-requests': String(Math.floor(left)),
    // Until all of it is there again.
    'x-ratelimit-reset-requests': `${Math.ceil(((perMinute - left) * 60) / perMinute)}s`,
  };
}

function tooMany({ perMinute, left }: Allowance, headers: Readonly<Record<string, string>>): HttpRefusal {
  const waitSeconds = Math.max(1, Math.ceil(((1 - left) * 60) / perMinute));
  return new HttpRefusal(429, {
    message: `This key may make ${perMinute} calls in a minute. Try again in ${waitSeconds} s.`,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    headers: { ...headers, 'retry-after': String(waitSeconds) },
  });
}
