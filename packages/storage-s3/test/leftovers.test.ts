import { GetBucketLifecycleConfigurationCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { plainClient } from './fresh-bucket.ts';
import { leaveUploads } from './leave-uploads.ts';
import { openHarness, type S3Harness } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

async function namesOf(harness: S3Harness): Promise<readonly (string | undefined)[]> {
  return (await harness.leftovers()).map(({ Key }) => Key);
}

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  test('leftovers go when they are old enough, and only below the prefix', async () => {
    await using harness = await openHarness(server(), { prefix: 'ours' });
    await leaveUploads(server(), harness.options.bucket, ['ours/a', 'ours/a', 'ours/b/c', 'other/d', 'ours2/e']);
    const { blobs } = harness;
    expect(await blobs.removeLeftovers()).toBe(0);
    expect(await blobs.removeLeftovers({ olderThanMs: 60_000 })).toBe(0);
    expect(await namesOf(harness)).toHaveLength(5);
    expect(await blobs.removeLeftovers({ olderThanMs: -60_000 })).toBe(3);
    expect(await namesOf(harness)).toEqual(['other/d', 'ours2/e']);
    expect(await blobs.removeLeftovers({ olderThanMs: -60_000 })).toBe(0);
  });

  describe('lifecycle rules', () => {
    const foreign = {
      ID: 'of somebody else',
      Status: 'Enabled',
      Filter: { Prefix: 'logs/' },
      Expiration: { Days: 9 },
    } as const;

    test('are kept beside those of others, once each, or refused where they were declared to be lacking', async () => {
      await using harness = await openHarness(server(), { prefix: 'ours' });
      const { blobs, options } = harness;
      if (!blobs.capabilities.lifecycle) {
        await expect(blobs.applyLifecycle()).rejects.toMatchObject({ code: 'invalid_argument', param: 'lifecycle' });
        return;
      }
      const client = plainClient(server());
      const Bucket = options.bucket;
      await client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: { Rules: [foreign] },
          ChecksumAlgorithm: 'CRC32',
        }),
      );
      await blobs.applyLifecycle({ expire: [{ prefix: 'segments/', afterDays: 40 }] });
      await blobs.applyLifecycle({ leftoversAfterDays: 3 });
      const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      client.destroy();
      expect(Rules.map(({ ID }) => ID).sort()).toEqual(['of somebody else', 'spillway:ours:leftovers']);
      const own = Rules.find(({ ID }) => ID?.startsWith('spillway'));
      expect(own).toMatchObject({ Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } });
    });

    test('have the service itself remove leftovers and old blobs, where its days are short', async () => {
      const { secondsOfDay } = server();
      await using harness = await openHarness(server(), { prefix: 'ours' });
      if (!harness.blobs.capabilities.lifecycle || secondsOfDay === undefined) return;
      const { direct } = harness;
      await leaveUploads(server(), harness.options.bucket, ['ours/a', 'other/b']);
      await direct.put('old/blob', Buffer.from('bytes'));
      await direct.put('kept/blob', Buffer.from('bytes'));
      await direct.applyLifecycle({ leftoversAfterDays: 1, expire: [{ prefix: 'old/', afterDays: 1 }] });
      const timeout = secondsOfDay * 1_000 * 12;
      await expect.poll(() => namesOf(harness), { timeout, interval: 1_000 }).toEqual(['other/b']);
      await expect.poll(() => direct.head('old/blob'), { timeout, interval: 1_000 }).toBeUndefined();
      expect(await direct.head('kept/blob')).toEqual({ bytes: 5 });
    });
  });
});
