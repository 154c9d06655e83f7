import { expect, it } from 'vitest';
import { fleetKillTrial } from '../../trials/fleet-kill/fleet-kill-trial.ts';
import type { Places } from '../../trials/places/place-names.ts';
import { onServers } from './on-servers.ts';

async function complete(places: Places): Promise<void> {
  const { faults, watch } = await fleetKillTrial({
    places,
    batches: 4,
    lines: 150,
    kills: 1,
    killEveryMs: 1_500,
    // Slow enough that somebody sees a batch in its midst, however short the looks of this machine are.
    engineSpeed: 0.2,
    namedWorkers: 2,
  });
  expect(faults).toEqual([]);
  expect(watch.comparedMidway).toBeGreaterThan(0);
}

it('a deployment whose processes are killed completes its batches, with counts that equal the rows at every look', async () => {
  await complete({ store: 'postgres', blobs: 'file' });
});

onServers(['redis', 'ceph'], 'likewise on Redis and S3', () => complete({ store: 'redis', blobs: 's3' }));
