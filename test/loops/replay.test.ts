import type { FleetRecord } from '@spillway/core';
import { fleetPolicies, lateBurst, pacedBurst } from '@spillway/core/fleet';
import { replayRecords } from '@spillway/simulator/fleet';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { expectSameDecisions } from './replay-again.ts';
import { answered, createScriptedExecutor } from './scripted-executor.ts';
import { type StartedWorker, stopWorker } from './started-worker.ts';

/** The lines of a live run that escalates: slow spot, three dedicated workers, and a window that spot alone would miss. */
async function liveRun(policy = pacedBurst({ marginMs: 30_000, workMargin: 0.1 })): Promise<string[]> {
  const lines: string[] = [];
  const onFleetDecision = (record: FleetRecord): void => void lines.push(JSON.stringify(record));
  await using installation = await install({ spillway: { fleetPolicy: policy, onFleetDecision } });
  const { spillway, clock } = installation;
  const workers = ['spot', 'd1', 'd2', 'd3'].map((id): StartedWorker => {
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 4_000 });
    const stop = new AbortController();
    const pool = id === 'spot' ? 'spot' : 'dedicated';
    const ended = spillway.worker({ id, pool, executor, concurrency: 4 }).run({ signal: stop.signal });
    return { executor, stop, ended };
  });
  await clock.pass(1_000);
  const batch = await installation.submit(600, '8m');
  const { batch: ended } = await installation.results(batch);
  expect(ended.counts.total).toBe(600);
  for (const worker of workers) await stopWorker(installation, worker);
  return lines;
}

const read = (lines: readonly string[]): FleetRecord[] => lines.map((line) => JSON.parse(line) as FleetRecord);

test('the simulator decides what the live loops decided, snapshot by snapshot', async () => {
  const records = read(await liveRun());
  expect(records.length).toBeGreaterThan(40);
  const escalated = records
    .flatMap(({ decision }) => decision.events)
    .filter(({ event }) => event.kind === 'escalated');
  expect(escalated).toHaveLength(1);
  expectSameDecisions(records);
});

test.each(fleetPolicies.map((policy) => [policy.name, policy] as const))(
  'what %s decided live, it decides again',
  async (_, policy) => {
    const records = read(await liveRun(policy));
    expect(records.map((record) => record.policy)).toEqual(
      records.map(() => ({ name: policy.name, options: policy.options ?? {} })),
    );
    expect(replayRecords(records, policy).differences).toEqual([]);
  },
);

test('another policy, and another constant, decide otherwise', async () => {
  const records = read(await liveRun());
  expect(replayRecords(records, lateBurst()).differences.length).toBeGreaterThan(0);
  const { differences } = replayRecords(records, pacedBurst({ marginMs: 30_000, workMargin: 0.2 }));
  expect(differences.length).toBeGreaterThan(0);
});

test('a replay goes on from the record where decisions are missing', async () => {
  const records = read(await liveRun());
  const kept = records.filter((_, index) => index < 20 || index >= 30);
  expect(replayRecords(kept, pacedBurst({ marginMs: 30_000, workMargin: 0.1 }))).toMatchObject({
    decisions: kept.length,
    resumed: 2,
    differences: [],
  });
});
