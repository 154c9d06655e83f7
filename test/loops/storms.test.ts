import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResultLine } from './installation.ts';
import { brew, type Storm } from './storm.ts';

const GRACE_MS = 60_000;
/** Calls of one worker within a second, at the most. */
const busiest = {
  'shards.lanes': 8,
  'shards.claim': 60,
  'shards.renew': 3,
  'workers.beat': 2,
  'workers.remove': 12,
  'results.reserve': 62,
};

const warnings: Error[] = [];
const note = (warning: Error): void => void warnings.push(warning);
beforeAll(() => void process.on('warning', note));
afterAll(() => void process.off('warning', note));

async function expectWhole({ installation, awayMs }: Storm, batch: Storm['batches'][number]): Promise<void> {
  const ended = await installation.results(batch);
  const { counts, deadlineAt, phase } = ended.batch;
  expect(['completed', 'expired', 'cancelled']).toContain(phase);
  expect(ended.batch.endedAt).toBeLessThanOrEqual(deadlineAt + GRACE_MS + awayMs);
  const ids = (lines: readonly ResultLine[]): number[] => lines.map(({ custom_id }) => Number(custom_id.slice(1)));
  const ascending = (left: number, right: number): number => left - right;
  const output = ids(ended.output);
  const error = ids(ended.error);
  expect(output).toEqual([...output].sort(ascending));
  expect(error).toEqual([...error].sort(ascending));
  expect([...output, ...error].sort(ascending)).toEqual(Array.from({ length: counts.total }, (_, index) => index));
  expect(output).toHaveLength(counts.succeeded);
  const coded = (...codes: string[]): number =>
    ended.error.filter((line) => codes.includes(line.error?.code ?? '')).length;
  expect(counts).toMatchObject({ open: 0, expired: coded('batch_expired'), cancelled: coded('batch_cancelled') });
  expect(counts.failed + counts.deadLettered).toBe(error.length - counts.expired - counts.cancelled);
}

async function expectQuiet(storm: Storm): Promise<void> {
  const { installation, wires } = storm;
  await storm.end();
  for (const wire of wires) {
    for (const [method, most] of Object.entries(busiest)) {
      expect(wire.busiest(method), method).toBeLessThanOrEqual(most);
    }
  }
  expect(installation.clock.sleepers).toBe(0);
  expect(warnings).toEqual([]);
}

describe.each(Array.from({ length: Number(process.env.SEEDS ?? 6) }, (_, index) => index + 1))(
  'in storm %i',
  (seed) => {
    test('of verdicts, drains and outages every request ends once, and failures are bounded', async () => {
      const storm = await brew(seed, { cuts: false, outages: true });
      await storm.rage();
      for (const batch of storm.batches) await expectWhole(storm, batch);
      expect(storm.log.overlaps).toEqual([]);
      expect(Math.max(0, ...storm.log.failures.values())).toBeLessThanOrEqual(5);
      await expectQuiet(storm);
    });

    test('of all that over requests that repeat every request ends once', async () => {
      const storm = await brew(seed + 200, { cuts: true, outages: true, repeats: true });
      await storm.rage();
      for (const batch of storm.batches) await expectWhole(storm, batch);
      await expectQuiet(storm);
    });

    test('of lost networks and dying engines every request ends once', async () => {
      const storm = await brew(seed + 100, { cuts: true, outages: false });
      await storm.rage();
      for (const batch of storm.batches) await expectWhole(storm, batch);
      await expectQuiet(storm);
    });
  },
);
