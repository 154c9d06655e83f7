import { skipLoudly } from '../../../test/skip-loudly.ts';
import { redisIsInstalled } from './redis-server.ts';

/** For the tests of the file that calls this: where no Redis is installed they are skipped loudly, and fail where CI is set. */
export function needRedis(): void {
  if (!redisIsInstalled())
    skipLoudly('every test on Redis', 'Redis is not installed: npm run services -- install redis');
}
