import { describe, expect, test } from 'vitest';
import { freshBucket } from '../test/fresh-bucket.ts';
import { leaveUploads } from '../test/leave-uploads.ts';
import { s3Servers, useServer } from '../test/s3-servers.ts';
import { openBucket } from './open-bucket.ts';
import { removeLeftovers } from './remove-leftovers.ts';

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  test('more leftovers than a page holds all go, also several of one key', async () => {
    const options = await freshBucket(server());
    const keys = ['a', 'a', 'a', 'b', 'b', 'c/d', 'e'];
    await leaveUploads(server(), options.bucket, keys);
    const bucket = openBucket(options);
    expect(await removeLeftovers(bucket, { olderThanMs: -60_000 }, 2)).toBe(keys.length);
    expect(await removeLeftovers(bucket, { olderThanMs: -60_000 }, 2)).toBe(0);
    bucket.client.destroy();
  });
});
