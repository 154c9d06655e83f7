import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { skipLoudly } from '../test/skip-loudly.ts';
import { measureQueueOnRedis } from './queue-redis.ts';

const hasServer = spawnSync('redis-server', ['--version']).status === 0;
const complaint = 'The bench on Redis needs redis-server on the path: npm run services -- install redis';
if (!hasServer) skipLoudly('the bench on Redis', complaint);

test('a batch goes through the store and through BullMQ, on both kinds of servers', async () => {
  const { contestants } = await measureQueueOnRedis({ rounds: 1, requests: 2_048, peerRequests: 200 });
  const names = contestants.map(({ name, appendFsync }) => `${name}, ${appendFsync}`);
  const flushes = ['512', '64', '16'].map((size) => `spillway, ${size} a flush`);
  expect(names).toEqual(
    ['everysec', 'always'].flatMap((sync) => ['BullMQ', ...flushes].map((name) => `${name}, ${sync}`)),
  );
  for (const { requestsPerSecond, settledBytesPerRequest } of contestants) {
    expect(requestsPerSecond).toBeGreaterThan(0);
    expect(settledBytesPerRequest).toBeGreaterThan(0);
  }
});
