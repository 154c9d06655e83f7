import { fairAllotment } from '@spillway/core/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Arrival, sharePool } from './shared-pool.ts';

/** Tokens a second of one worker of the simulated pool: a hundred requests of a hundred. */
const WORKER_TOKENS = 10_000;
/** What `fairAllotment` promises: so many times the time of a tenant's share, and so many of the largest claims of every tenant. */
const TIMES = 2;
const CLAIMS = 4;

const batches = fc.array(
  fc.record({
    requests: fc.integer({ min: 1, max: 20_000 }),
    priority: fc.constantFrom(1, 5, 10),
    atMs: fc.integer({ min: 0, max: 300_000 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const crowds = fc.array(
  fc.record({ weight: fc.integer({ min: 1, max: 10 }), tokensPerRequest: fc.integer({ min: 20, max: 500 }), batches }),
  { minLength: 2, maxLength: 8 },
);

type Crowd = typeof crowds extends fc.Arbitrary<infer T> ? T : never;

function arrivalsOf(crowd: Crowd): Arrival[] {
  return crowd.flatMap(({ tokensPerRequest, batches: own }, tenant) =>
    own.map((batch, index) => ({ ...batch, id: `${tenant}-${index}`, tenant: `t${tenant}`, tokensPerRequest })),
  );
}

/** When the tenant's work is done at the latest, by what is promised. */
function promisedMs(crowd: Crowd, tenant: number, workers: number): number {
  const { weight, tokensPerRequest, batches: own } = crowd[tenant] as Crowd[number];
  const share = weight / crowd.reduce((sum, one) => sum + one.weight, 0);
  const tokens = own.reduce((sum, { requests }) => sum + requests * tokensPerRequest, 0);
  const largest = Math.max(...crowd.map((one) => (512 * one.tokensPerRequest) / one.weight));
  const weights = crowd.reduce((sum, one) => sum + one.weight, 0);
  const perMs = (WORKER_TOKENS * workers) / 1_000;
  // The largest claim that a worker may just have begun, on every worker.
  const underWayMs = (512 * 500 * 1_000) / WORKER_TOKENS;
  const arrivedMs = Math.max(...own.map(({ atMs }) => atMs));
  return arrivedMs + (TIMES * tokens) / (perMs * share) + (CLAIMS * largest * weights) / perMs + underWayMs;
}

test('no tenant starves: its work is done within twice the time of its share, and four of the largest claims of all', () => {
  const seeds = fc.integer({ min: 1, max: 1e9 });
  fc.assert(
    fc.property(crowds, fc.integer({ min: 1, max: 12 }), seeds, (crowd, workers, seed) => {
      const weights = Object.fromEntries(crowd.map(({ weight }, tenant) => [`t${tenant}`, weight]));
      const history = sharePool({
        allot: fairAllotment({ weights }),
        arrivals: arrivalsOf(crowd),
        workers,
        requestsPerSecond: 100,
        usualTokens: 100,
        untilMs: 1e9,
        seed,
      });
      for (const [tenant, { batches: own }] of crowd.entries()) {
        const ends = own.map((_, index) => history.endedAtMs.get(`${tenant}-${index}`) ?? Number.POSITIVE_INFINITY);
        expect(Math.max(...ends)).toBeLessThanOrEqual(promisedMs(crowd, tenant, workers));
      }
    }),
    { numRuns: 300 },
  );
});
