import { fairAllotment } from '@spillway/core/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrival, type PoolHistory, sharePool, type Turn } from './shared-pool.ts';

const HOUR_MS = 3_600_000;

function servedBetween({ turns }: PoolHistory, fromMs: number, toMs: number): Map<string, number> {
  const served = new Map<string, number>();
  for (const { atMs, tenant, cost } of turns) {
    if (atMs >= fromMs && atMs < toMs) served.set(tenant, (served.get(tenant) ?? 0) + cost);
  }
  return served;
}

describe('one tenant with a million requests beside nine with a hundred', () => {
  const small = (atMs: number): Arrival[] =>
    Array.from({ length: 9 }, (_, index) => ({ id: `small${index}`, tenant: `t${index}`, requests: 100, atMs }));

  /** How long the slowest small batch took, in times that it would take alone on a tenth of the pool. */
  function slowest(options: { workers: number; atMs: number; service: number; seed: number }): number {
    const { workers, atMs, service, seed } = options;
    const requestsPerSecond = 2;
    const history = sharePool({
      allot: fairAllotment(),
      arrivals: [{ id: 'big', tenant: 'big', requests: 1_000_000 }, ...small(atMs)],
      charges: { big: service },
      workers,
      requestsPerSecond,
      untilMs: atMs + HOUR_MS,
      seed,
    });
    const fairMs = (100 / ((workers * requestsPerSecond) / 10)) * 1_000;
    const ends = small(atMs).map(({ id }) => history.endedAtMs.get(id) ?? Number.POSITIVE_INFINITY);
    return (Math.max(...ends) - atMs) / fairMs;
  }

  test.each([1, 2, 4, 10, 16])('every small one ends within twice its fair-share time on %i workers', (workers) => {
    for (let seed = 1; seed <= 10; seed++) {
      for (const atMs of [0, 600_000]) {
        for (const service of [0, 1e10]) expect(slowest({ workers, atMs, service, seed })).toBeLessThanOrEqual(2);
      }
    }
  });

  test('that arrive while fast workers hold large claims wait for those, and then no longer than that', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const workers = 10;
      const atMs = 600_000;
      const arrivals = [{ id: 'big', tenant: 'big', requests: 1_000_000 }, ...small(atMs)];
      const allot = fairAllotment();
      const history = sharePool({ allot, arrivals, workers, requestsPerSecond: 100, untilMs: HOUR_MS, seed });
      const claimMs = 5_120;
      for (const { id } of small(atMs)) expect(history.endedAtMs.get(id)).toBeLessThan(atMs + claimMs + 2 * 1_000);
    }
  });
});

test('a tenant that was idle for a day gets its share from its first claims on, and never the whole pool', () => {
  for (const workers of [1, 10]) {
    const arrivals = [
      { id: 'old', tenant: 'old', requests: 10_000_000 },
      { id: 'back', tenant: 'back', requests: 10_000_000, atMs: HOUR_MS },
      { id: 'new', tenant: 'new', requests: 10_000_000, atMs: HOUR_MS },
    ];
    const charges = { old: 1e10, back: 1e6 };
    const pool = { allot: fairAllotment(), arrivals, charges, workers, requestsPerSecond: 20 };
    const history = sharePool({ ...pool, untilMs: 3 * HOUR_MS });
    for (let fromMs = HOUR_MS; fromMs < 3 * HOUR_MS; fromMs += HOUR_MS / 2) {
      const served = servedBetween(history, fromMs, fromMs + HOUR_MS / 2);
      const whole = [...served.values()].reduce((sum, cost) => sum + cost, 0);
      for (const tenant of ['old', 'back', 'new']) {
        const share = (served.get(tenant) ?? 0) / whole;
        expect(share).toBeGreaterThan(0.2);
        expect(share).toBeLessThan(0.47);
      }
    }
  }
});

describe('tenants that always have work', () => {
  const tenants = fc.array(
    fc.record({
      weight: fc.integer({ min: 1, max: 10 }),
      tokensPerRequest: fc.integer({ min: 50, max: 500 }),
      priorities: fc.array(fc.constantFrom(1, 5, 10), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 8 },
  );
  const seed = fc.integer({ min: 1, max: 1e9 });

  type Tenants = typeof tenants extends fc.Arbitrary<infer T> ? T : never;
  const arrivalsOf = (crowd: Tenants): Arrival[] =>
    crowd.flatMap(({ tokensPerRequest, priorities }, tenant) =>
      priorities.map((priority, index) => {
        const id = `${tenant}-${index}`;
        return { id, tenant: `t${tenant}`, requests: 1e9, priority, tokensPerRequest };
      }),
    );
  const weightsOf = (crowd: Tenants) => Object.fromEntries(crowd.map(({ weight }, tenant) => [`t${tenant}`, weight]));
  /** Of each tenant, what one claim is worth to it. */
  const claimsWorth = (crowd: Tenants) =>
    crowd.map(({ weight, tokensPerRequest }) => (512 * tokensPerRequest) / weight);

  test('are never further apart in service for their weight than one claim', () => {
    fc.assert(
      fc.property(tenants, seed, (crowd, chance) => {
        const weights = weightsOf(crowd);
        const pool = { arrivals: arrivalsOf(crowd), workers: 1, requestsPerSecond: 100, usualTokens: 100 };
        const history = sharePool({ ...pool, allot: fairAllotment({ weights }), untilMs: HOUR_MS, seed: chance });
        const worth = Math.max(...claimsWorth(crowd));
        expect(widest(history.turns.slice(0, 400), crowd)).toBeLessThanOrEqual(worth * (1 + 1e-9));
      }),
      { numRuns: 100 },
    );
  });

  /** The widest that two tenants ever were apart. */
  function widest(turns: readonly Turn[], crowd: Tenants): number {
    const served = crowd.map(() => 0);
    let most = 0;
    for (const { tenant, cost } of turns) {
      const index = Number(tenant.slice(1));
      served[index] = (served[index] as number) + cost / (crowd[index] as Tenants[number]).weight;
      most = Math.max(most, Math.max(...served) - Math.min(...served));
    }
    return most;
  }

  test('get half of their share at least over any while, whatever they were charged before and however many workers ask', () => {
    const charges = fc.array(fc.constantFrom(0, 1, 1e3, 1e6, 1e9), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(tenants, charges, fc.integer({ min: 1, max: 20 }), seed, (crowd, before, workers, chance) => {
        const weights = weightsOf(crowd);
        const spent = Object.fromEntries(crowd.map((_, tenant) => [`t${tenant}`, before[tenant] as number]));
        const pool = { arrivals: arrivalsOf(crowd), charges: spent, workers, requestsPerSecond: 100, usualTokens: 100 };
        const untilMs = whileOf(crowd, workers);
        const history = sharePool({ ...pool, allot: fairAllotment({ weights }), untilMs, seed: chance });
        expectShares(servedBetween(history, untilMs / 2, untilMs), crowd);
      }),
      { numRuns: 40 },
    );
  });

  /** As long as the pool takes for 100 of the largest claims of each tenant in its share. */
  function whileOf(crowd: Tenants, workers: number): number {
    const weight = crowd.reduce((sum, tenant) => sum + tenant.weight, 0);
    return (100 * Math.max(...claimsWorth(crowd)) * weight * 1_000) / (100 * 100 * workers);
  }

  function expectShares(served: ReadonlyMap<string, number>, crowd: Tenants): void {
    const whole = [...served.values()].reduce((sum, cost) => sum + cost, 0);
    const weights = crowd.reduce((sum, { weight }) => sum + weight, 0);
    for (const [index, { weight }] of crowd.entries()) {
      const share = (served.get(`t${index}`) ?? 0) / whole;
      expect(share).toBeGreaterThan(weight / weights / 2);
    }
  }
});

test('a high batch that is submitted behind a long normal one has the next claim', () => {
  const arrivals = [
    { id: 'long', tenant: 'a', requests: 1_000_000 },
    { id: 'high', tenant: 'a', requests: 100, priority: 10, atMs: 60_000 },
  ];
  const pool = { allot: fairAllotment(), arrivals, workers: 4, requestsPerSecond: 10, untilMs: HOUR_MS };
  const { turns } = sharePool(pool);
  const next = turns.find(({ atMs }) => atMs >= 60_000 + 250);
  expect(next?.id).toBe('high');
});

describe('urgent lanes', () => {
  const arrivals = [
    { id: 'urgent', tenant: 'a', requests: 1_000_000, deadlineAt: HOUR_MS },
    { id: 'calm', tenant: 'b', requests: 1_000_000 },
  ];

  test('that are more than the pool can do leave the others their fifth', () => {
    const pool = { arrivals, workers: 4, requestsPerSecond: 20, untilMs: HOUR_MS };
    const served = servedBetween(sharePool({ ...pool, allot: fairAllotment() }), 0, HOUR_MS);
    const share = (served.get('b') ?? 0) / ((served.get('a') ?? 0) + (served.get('b') ?? 0));
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  test('that the pool can do are done in time, beside any crowd with later deadlines', () => {
    const crowd = Array.from({ length: 20 }, (_, index) => ({
      id: `c${index}`,
      tenant: `c${index}`,
      requests: 100_000,
    }));
    // Half of what the pool does in the hour, in three batches with deadlines of their own.
    const due = [20, 40, 60].map((minutes) => {
      const id = `due${minutes}`;
      return { id, tenant: 'a', requests: 48_000, deadlineAt: minutes * 60_000 };
    });
    const pool = { arrivals: [...crowd, ...due], workers: 4, requestsPerSecond: 20, untilMs: 2 * HOUR_MS };
    const { endedAtMs } = sharePool({ ...pool, allot: fairAllotment() });
    for (const { id, deadlineAt } of due) expect(endedAtMs.get(id)).toBeLessThan(deadlineAt);
  });
});
