import { expect, it } from 'vitest';
import { killRunTrial } from '../../trials/kill-run/kill-run-trial.ts';
import type { Places } from '../../trials/places/place-names.ts';
import { onServers } from './on-servers.ts';

/** Not of the last fifth: a run that is through with its work may end before the signal reaches it. */
const random = (): number => 0.8 * Math.random();

async function answerOnce(places: Places): Promise<void> {
  const { faults, produced, kills } = await killRunTrial({ places, lines: 2_000, kills: 2, random });
  expect({ faults, lines: produced.output + produced.errors }).toEqual({ faults: [], lines: 2_000 });
  expect(kills.length).toBeGreaterThan(0);
}

it('a run that is killed at random moments answers each line once, and repeats at most what was not recorded', async () => {
  await answerOnce({ store: 'postgres', blobs: 'file' });
});

onServers(['redis', 'ceph'], 'likewise on Redis and S3', () => answerOnce({ store: 'redis', blobs: 's3' }));
