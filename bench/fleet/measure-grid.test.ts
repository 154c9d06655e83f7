import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pacedBurst } from '@spillway/core/fleet';
import { syntheticTrace } from '@spillway/simulator/fleet';
import { expect, test } from 'vitest';
import { measureGrid } from './measure-grid.ts';
import { RunFile, type RunRecord } from './run-file.ts';

const trace = syntheticTrace({ zones: 1, ticks: 200 });

test('the file of runs holds what the figures are the mean of', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-bench-fleet-'));
  try {
    const path = join(folder, 'runs.ndjson');
    const file = new RunFile(path);
    const grid = measureGrid({ trace, policies: [pacedBurst()], file, blackoutHours: undefined });
    file[Symbol.dispose]();
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    const runs = lines.map((line) => JSON.parse(line) as RunRecord);
    const costs = runs.map(({ intervals, W, k }) => {
      const bill = intervals.map(({ pool, from, to }) => (to - from) * (pool === 'spot' ? 1 : k));
      return bill.reduce((sum, price) => sum + price, 0) / (W * k);
    });
    expect(runs).toHaveLength(4 * 40 * 6);
    const day = costs.slice(0, 240).reduce((sum, cost) => sum + cost, 0) / 240;
    expect(day).toBeCloseTo(grid[0]?.policies[0]?.cost ?? 0, 6);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a blackout changes no decision before it, and makes nothing late', () => {
  const policies = [pacedBurst()];
  const grid = measureGrid({ trace, policies, file: new RunFile(undefined), blackoutHours: 2 });
  for (const { policies: figures } of grid) expect(figures[0]).toMatchObject({ changedBefore: 0, late: 0 });
});
