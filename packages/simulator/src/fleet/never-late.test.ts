import {
  canFinish,
  dedicatedOnly,
  type FleetPolicy,
  fleetPolicies,
  pacedBurst,
  uniformProgress,
} from '@spillway/core/fleet';
import { assert as always, array, constantFrom, double, integer, property, record, sample } from 'fast-check';
import { expect, test } from 'vitest';
import { anyBatch } from '../../test/any-batch.ts';
import { arrivals } from './arrivals.ts';
import { scenarioOf } from './one-batch.ts';
import { optimalCost } from './optimal-cost.ts';
import { seededChance } from './seeded-chance.ts';
import { simulateFleet } from './simulate-fleet.ts';

/** Thousands of fleets are many seconds of work where nothing else runs. */
const long = { timeout: 600_000 };

test('paced burst is never late when dedicated replicas alone would finish the work', long, () => {
  always(
    property(anyBatch, constantFrom(1 / 30, 1 / 2), (batch, lossHours) => {
      // Two minutes of every replica's work are lost at a preemption, or three ticks of it.
      expect(simulateFleet({ ...scenarioOf(batch, pacedBurst()), lossHours }).late).toBe(0);
    }),
    { numRuns: 10_000 },
  );
});

test('no policy with the must rule is late, whatever its constants', long, () => {
  const constant = double({ min: 0, max: 3, noNaN: true });
  always(
    property(anyBatch, constant, constant, constant, (batch, share, trust, patience) => {
      for (const policy of [pacedBurst({ share, trust, patience, spareColdStarts: 0 }), uniformProgress()])
        expect(simulateFleet(scenarioOf(batch, policy)).late).toBe(0);
    }),
    { numRuns: 1500 },
  );
});

test(
  'a fleet that takes on only what it can finish without more spot is never late, however many batches come',
  long,
  () => {
    always(
      property(
        integer({ min: 1 }),
        anyBatch,
        constantFrom(0.1, 0.3, 0.8, 2),
        (seed, { supply, coldStartHours }, share) => {
          const tickHours = 1 / 6;
          const ticks = supply.length + 150;
          const scenario = scenarioOf(
            {
              supply,
              tickHours,
              workHours: 1,
              windowHours: ticks / 6,
              spot: 16,
              dedicated: 8,
              coldStartHours,
              priceRatio: 4,
            },
            pacedBurst(),
          );
          const batches = arrivals({ seed, ticks: supply.length, tickHours, load: share * 8 });
          const run = simulateFleet({ ...scenario, batches, admit: (state) => canFinish(state) });
          expect(run.late).toBe(0);
          expect(run.ends.length + run.refused).toBe(batches.length);
        },
      ),
      { numRuns: 1500 },
    );
  },
);

test('pools of different prices, speeds and cold starts are never late either, beside several spot pools', long, () => {
  const anyPool = record({
    pricePerHour: double({ min: 0.5, max: 8, noNaN: true }),
    speed: constantFrom(0.5, 1, 1, 2.5),
    maxReplicas: integer({ min: 0, max: 12 }),
    coldStartHours: constantFrom(0, 1 / 12, 1 / 6, 0.5),
  });
  always(
    property(
      integer({ min: 1 }),
      anyBatch,
      array(anyPool, { minLength: 1, maxLength: 3 }),
      array(anyPool),
      (...any) => {
        const [seed, { supply, ...batch }, dedicated, spot] = any;
        const pools = [
          ...dedicated.map((pool, index) => ({ ...pool, name: `dedicated-${index}`, preemptible: false })),
          ...spot.map((pool, index) => ({ ...pool, name: `spot-${index}`, preemptible: true, supply })),
        ];
        const ticks = supply.length + 150;
        const load = 0.5 * dedicated.reduce((sum, { maxReplicas, speed }) => sum + maxReplicas * speed, 1);
        const batches = arrivals({ seed, ticks: supply.length, tickHours: 1 / 6, load });
        for (const policy of [pacedBurst(), uniformProgress()]) {
          const scenario = { ...scenarioOf({ ...batch, supply }, policy), ticks, pools, batches };
          expect(simulateFleet({ ...scenario, admit: (state) => canFinish(state) }).late).toBe(0);
        }
      },
    ),
    { numRuns: 1500 },
  );
});

test(
  'with throughput a fifth off and cold starts that vary, it is late at most as often as dedicated replicas alone',
  long,
  () => {
    const late = { alone: 0, burst: 0 };
    for (const [seed, batch] of sample(anyBatch, { numRuns: 3000, seed: 7 }).entries()) {
      const chance = seededChance(seed);
      const speed = 0.8 + 0.4 * chance.next();
      const colds = Array.from({ length: 64 }, () => batch.coldStartHours * (0.4 + 0.6 * chance.next()));
      const lateWith = (policy: FleetPolicy): number => {
        let started = 0;
        // The policy is told the upper quantile: here, the longest.
        const warmUp = (): number => colds[started++ % colds.length] ?? 0;
        return simulateFleet({ ...scenarioOf(batch, policy), speed, warmUp }).late;
      };
      late.alone += lateWith(dedicatedOnly());
      late.burst += lateWith(pacedBurst({ workMargin: 0.25 }));
    }
    expect(late.alone).toBeGreaterThan(100);
    expect(late.burst).toBeLessThanOrEqual(late.alone);
  },
);

test('no policy that is in time costs less than the optimum', long, () => {
  always(
    property(anyBatch, (batch) => {
      const least = optimalCost(batch);
      for (const policy of fleetPolicies) {
        const { late, cost } = simulateFleet(scenarioOf(batch, policy));
        if (late === 0) expect(cost).toBeGreaterThanOrEqual(least - 1e-6);
      }
    }),
    { numRuns: 500 },
  );
});

test('a blackout changes no decision before it, and nothing is late', long, () => {
  always(
    property(anyBatch, integer({ min: 0, max: 72 }), (batch, from) => {
      const decisions = (supply: readonly number[]): string[] => {
        const seen: string[] = [];
        const scenario = scenarioOf({ ...batch, supply }, pacedBurst());
        const { late } = simulateFleet({ ...scenario, watch: ({ replicas }) => seen.push(JSON.stringify(replicas)) });
        expect(late).toBe(0);
        return seen;
      };
      const dark = decisions(batch.supply.map((count, tick) => (tick >= from ? 0 : count)));
      expect(dark.slice(0, from)).toEqual(decisions(batch.supply).slice(0, from));
    }),
    { numRuns: 1000 },
  );
});
