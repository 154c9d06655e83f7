import { plainRetry } from '@spillway/core/policy';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered, failed, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

test('interrupted and failed work of spot goes to dedicated where that may take what was returned, and nothing else does', async () => {
  const pools = [
    { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' },
    { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'returned' },
  ] as const;
  await using installation = await install({ spillway: { pools, retry: plainRetry({ withinClaimMs: 0 }) } });
  const { clock } = installation;
  const broken: Script = ({ prompt }) => (prompt === 'p5' ? failed('server_error') : answered);
  const spot = startWorker(installation, broken, { id: 's', pool: 'spot', concurrency: 2 });
  await clock.pass(6_000);
  const batch = await installation.submit(400);
  await clock.pass(3_000);
  const dedicated = startWorker(installation, () => answered, { id: 'd', pool: 'dedicated' });
  await clock.pass(5_000);
  expect(dedicated.executor.started).toEqual(['p5']);
  await stopWorker(installation, spot);
  const results = await installation.results(batch);
  await stopWorker(installation, dedicated);
  expect(results.batch.counts).toMatchObject({ succeeded: 400 });
});
