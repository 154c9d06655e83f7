import { readBlob } from '@spillway/core/blob';
import { createS3Blobs, type S3Blobs, type S3BlobsOptions } from '@spillway/storage-s3';
import { describe, expect, test } from 'vitest';
import { firstOf } from './fault-proxy.ts';
import { large, openHarness, streamOf } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

/** Every method that asks the service. */
const methods: Readonly<Record<string, (blobs: S3Blobs) => Promise<unknown>>> = {
  put: (blobs) => blobs.put('key', Buffer.from('bytes')),
  'put in parts': (blobs) => blobs.put('key', streamOf(large)),
  read: (blobs) => readBlob(blobs, 'key'),
  'read of nothing': (blobs) => readBlob(blobs, 'key', { length: 0 }),
  head: (blobs) => blobs.head('key'),
  list: (blobs) => blobs.list({ prefix: '', limit: 10 }),
  remove: (blobs) => blobs.remove(['key']),
  'remove in bulk': (blobs) => blobs.remove(['key', 'other']),
  ping: (blobs) => blobs.ping(),
  removeLeftovers: (blobs) => blobs.removeLeftovers(),
};

/** Each method's rejection with these options. */
async function refusals(options: S3BlobsOptions): Promise<Readonly<Record<string, unknown>>> {
  await using blobs = createS3Blobs(options);
  const tried = Object.entries(methods).map(async ([name, call]) => {
    const error = await call(blobs).catch((reason: unknown) => reason);
    return [name, error] as const;
  });
  return Object.fromEntries(await Promise.all(tried));
}

function eachIs(expected: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(methods).map((name) => [name, expected]));
}

function unavailable(hint: string): unknown {
  return expect.objectContaining({ code: 'unavailable', retryable: true, hint: expect.stringContaining(hint) });
}

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  describe('trouble is told by a code and a hint', () => {
    test('the service is away, and works again as soon as it is back', async () => {
      await using harness = await openHarness(server());
      const { blobs, proxy, options } = harness;
      await blobs.put('key', large);
      await proxy.close();
      expect(await refusals(options)).toEqual(eachIs(unavailable('AWS_ENDPOINT_URL_S3')));
      await expect(blobs.ping()).rejects.toEqual(unavailable('whether the service runs'));
      await proxy.listen();
      await blobs.ping();
      expect((await readBlob(blobs, 'key')).equals(large)).toBe(true);
    });

    test('a key that nobody knows', async () => {
      await using harness = await openHarness(server());
      const credentials = { accessKeyId: 'nobody:nobody', secretAccessKey: 'secret' };
      expect(await refusals({ ...harness.options, credentials })).toEqual(eachIs(unavailable('')));
      await using blobs = createS3Blobs({ ...harness.options, credentials });
      // A head is refused without a word of why.
      await expect(blobs.ping()).rejects.toEqual(unavailable('AWS_ACCESS_KEY_ID'));
    });

    test('a wrong secret', async () => {
      await using harness = await openHarness(server());
      const credentials = { ...server().credentials, secretAccessKey: 'wrong' };
      expect(await refusals({ ...harness.options, credentials })).toEqual(eachIs(unavailable('')));
      await using blobs = createS3Blobs({ ...harness.options, credentials });
      await expect(blobs.ping()).rejects.toEqual(unavailable('AWS_ACCESS_KEY_ID'));
    });

    test('a bucket that is not there', async () => {
      await using harness = await openHarness(server());
      const options = { ...harness.options, bucket: `${harness.options.bucket}-not` };
      expect(await refusals(options)).toEqual(eachIs(unavailable('Make the bucket')));
    });
  });

  test('a service that answers nothing holds no method longer than two limits and its patience', async () => {
    await using harness = await openHarness(server());
    const { blobs, proxy, clock } = harness;
    for (const call of Object.values(methods)) {
      proxy.plan = () => ({ kind: 'hang' });
      const rejection = expect(call(blobs)).rejects.toEqual(unavailable('whether the service runs'));
      for (let calls = 0; calls < 2; calls += 1) {
        await proxy.struck();
        clock.passLimits();
      }
      // What gives up a put in parts before it began has nothing to take back.
      proxy.plan = () => ({ kind: 'answer', status: 404, code: 'NoSuchUpload' });
      await rejection;
    }
  });

  test('what no repetition can mend is asked once', async () => {
    await using harness = await openHarness(server());
    const { blobs, proxy } = harness;
    proxy.plan = () => ({ kind: 'answer', status: 403, code: 'AccessDenied' });
    await expect(blobs.put('key', Buffer.from('bytes'))).rejects.toEqual(unavailable('s3:PutObject'));
    expect(proxy.seen).toHaveLength(1);
  });

  test('ping asks twice and not for long', async () => {
    await using harness = await openHarness(server());
    const { blobs, proxy } = harness;
    proxy.plan = firstOf(1, () => true, { kind: 'reset' });
    await blobs.ping();
    proxy.plan = () => ({ kind: 'answer', status: 503, code: 'SlowDown' });
    proxy.seen = [];
    await expect(blobs.ping()).rejects.toEqual(unavailable('overloaded'));
    expect(proxy.seen).toHaveLength(2);
    proxy.plan = () => ({ kind: 'hang' });
    await expect(blobs.ping(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  test('ping leaves nothing that anybody lists', async () => {
    await using harness = await openHarness(server());
    await harness.blobs.ping();
    expect(await harness.blobs.list({ prefix: '', limit: 10 })).toEqual({ blobs: [], hasMore: false });
  });

  test('a closed storage refuses everything', async () => {
    await using harness = await openHarness(server());
    const { blobs } = harness;
    await blobs[Symbol.asyncDispose]();
    for (const call of Object.values(methods)) await expect(call(blobs)).rejects.toMatchObject({ code: 'closed' });
  });
});
