import { beforeEach, expect } from 'vitest';
import { redisIsInstalled } from './redis-server.ts';

/**
 * For the tests of the file that calls this: where no Redis is installed they are skipped loudly, and fail where CI is set.
 */
export function needRedis(): void {
  if (redisIsInstalled()) return;
  const complaint = 'Redis is not installed: npm run services -- install redis';
  if (process.env.CI !== 'true') console.warn(`SKIPPED, every test on Redis. ${complaint}`);
  beforeEach((context) => {
    if (process.env.CI === 'true') expect.fail(complaint);
    context.skip(complaint);
  });
}
