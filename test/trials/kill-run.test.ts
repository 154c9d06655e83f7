import { expect, it } from 'vitest';
import { killRunTrial } from '../../trials/kill-run/kill-run-trial.ts';
import type { Places } from '../../trials/places/place-names.ts';
import { onServers } from './on-servers.ts';

async function answerOnce(places: Places): Promise<void> {
  const { faults, produced, kills } = await killRunTrial({ places, lines: 2_000, kills: 2 });
  expect({ faults, lines: produced.output + produced.errors }).toEqual({ faults: [], lines: 2_000 });
  expect(kills.length).toBeGreaterThan(0);
}

it('a run that is killed at random moments answers each line once, and repeats at most what was not recorded', async () => {
  await answerOnce({ store: 'postgres', blobs: 'file' });
}, 120_000);

onServers(['redis', 'ceph'], 'likewise on Redis and S3', () => answerOnce({ store: 'redis', blobs: 's3' }));
