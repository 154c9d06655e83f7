import { describe, expect, test } from 'vitest';
import { digestOf } from './body-digest.ts';
import { chooseFault, faultKinds, faultPlan, parseFaults } from './faults.ts';

const bodies = Array.from({ length: 20_000 }, (_, index) => digestOf(`body ${index}`));

describe('the choice of a fault', () => {
  test('is the same for the same seed, body and execution', () => {
    const plan = faultPlan({ status429: 0.3, hang: 0.3 });
    const choose = (seed: number): unknown[] => bodies.slice(0, 500).map((body) => chooseFault(plan, seed, body, 1));
    expect(choose(7)).toEqual(choose(7));
    expect(choose(7)).not.toEqual(choose(8));
  });

  test('meets each rate within three standard deviations', () => {
    const rates = { status429: 0.05, status503: 0.03, hang: 0.02, truncate: 0.1 };
    const plan = faultPlan(rates);
    const counts = Map.groupBy(bodies, (body) => chooseFault(plan, 1, body, 1));
    for (const kind of faultKinds) {
      const expected = (rates as Record<string, number>)[kind] ?? 0;
      const tolerance = 3 * Math.sqrt(bodies.length * expected * (1 - expected));
      expect(Math.abs((counts.get(kind)?.length ?? 0) - bodies.length * expected)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('is made anew for each execution, so repeats fail no more often than first tries', () => {
    const plan = faultPlan({ status500: 0.2 });
    const failed = bodies.filter((body) => chooseFault(plan, 1, body, 1) !== undefined);
    const failedTwice = failed.filter((body) => chooseFault(plan, 1, body, 2) !== undefined);
    expect(failedTwice.length / failed.length).toBeGreaterThan(0.16);
    expect(failedTwice.length / failed.length).toBeLessThan(0.24);
  });
});

describe('fault settings', () => {
  test('are read from the text of a flag', () => {
    expect(parseFaults('status429=0.03, drip=0.5,dripMs=20,poison=a=b')).toEqual({
      status429: 0.03,
      drip: 0.5,
      dripMs: 20,
      poison: 'a=b',
    });
    expect(parseFaults('')).toEqual({});
  });

  test.each([
    ['status418=0.1', 'there is no fault "status418"'],
    ['hang', 'fault "hang" needs a value'],
    ['hang=often', 'needs a number, not "often"'],
    ['hang=-1', 'must be a number of 0 or more'],
    ['hang=0.6,reset=0.6', 'add up to 1.2'],
    ['poison=', 'a text of one character or more'],
  ])('%s is refused', (text, problem) => {
    expect(() => parseFaults(text)).toThrow(problem);
  });
});
