import { expect } from 'vitest';
import { outagesTrial } from '../../trials/outages/outages-trial.ts';
import { onServers } from './on-servers.ts';

const title =
  'a deployment whose database is killed and whose blob storage is away says so, goes on by itself and repeats nothing';

onServers(['redis', 'ceph'], title, async () => {
  const { faults, outages, watch } = await outagesTrial({
    batches: 3,
    lines: 200,
    storeAwayMs: 4_000,
    blobsAwayMs: 4_000,
    // Slow enough that somebody sees a batch in its midst.
    engineSpeed: 0.2,
  });
  expect({ faults, away: outages.map(({ what }) => what) }).toEqual({ faults: [], away: ['Redis', 'S3'] });
  expect(watch.comparedMidway).toBeGreaterThan(0);
});
