import { readBlob } from '@spillway/core/blob';
import { describe, expect, test } from 'vitest';
import { type Fault, firstOf, type SeenRequest } from './fault-proxy.ts';
import { large, openHarness, streamOf } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

const before = Buffer.from('before');
const unavailable = expect.objectContaining({ code: 'unavailable', retryable: true, hint: expect.any(String) });

/** The calls that a put in parts consists of. */
const calls: Readonly<Record<string, (seen: SeenRequest) => boolean>> = {
  begin: ({ method, url }) => method === 'POST' && /[?&]uploads/.test(url),
  part: ({ method, url }) => method === 'PUT' && url.includes('partNumber='),
  complete: ({ method, url }) => method === 'POST' && url.includes('uploadId='),
};

const faults: Readonly<Record<string, Fault>> = {
  'is reset': { kind: 'reset' },
  'breaks off half way': { kind: 'half-sent' },
  'is done, but its answer lost': { kind: 'lost' },
  'is answered with an error': { kind: 'answer', status: 500, code: 'InternalError' },
  'meets an overloaded server': { kind: 'answer', status: 503, code: 'SlowDown' },
};

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  describe('a put in one call', () => {
    test.each(Object.entries(faults))('that %s is repeated', async (_name, fault) => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      proxy.plan = firstOf(2, ({ method }) => method === 'PUT', fault);
      expect(await blobs.put('key', streamOf(before))).toEqual({ bytes: before.byteLength });
      expect(await readBlob(direct, 'key')).toEqual(before);
      expect(proxy.seen).toHaveLength(3);
    });

    test('of which a byte changes on the way is refused by the server, and repeated', async () => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      proxy.plan = firstOf(1, ({ method }) => method === 'PUT', { kind: 'garbled' });
      await blobs.put('key', before);
      expect(await readBlob(direct, 'key')).toEqual(before);
      expect(proxy.seen).toHaveLength(2);
    });

    test('that nobody answers is repeated when its time is over', async () => {
      await using harness = await openHarness(server());
      const { blobs, proxy, clock, direct } = harness;
      proxy.plan = firstOf(1, () => true, { kind: 'hang' });
      const put = blobs.put('key', before);
      await proxy.struck();
      clock.passLimits();
      await put;
      expect(await readBlob(direct, 'key')).toEqual(before);
    });
  });

  describe('a put in parts', () => {
    const cases = Object.keys(calls).flatMap((call) => Object.keys(faults).map((fault) => [call, fault] as const));

    test.each(cases)('of which the %s %s ends whole', async (call, fault) => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      proxy.plan = firstOf(1, calls[call] ?? (() => false), faults[fault] as Fault);
      expect(await blobs.put('key', streamOf(large))).toEqual({ bytes: large.byteLength });
      expect((await readBlob(direct, 'key')).equals(large)).toBe(true);
      // An upload of which nobody heard the name stays until leftovers are removed.
      const forgotten = call === 'begin' && fault.includes('lost') ? 1 : 0;
      expect(await harness.leftovers()).toHaveLength(forgotten);
      expect(await direct.removeLeftovers({ olderThanMs: -60_000 })).toBe(forgotten);
      expect(await harness.leftovers()).toEqual([]);
    });

    test('of which a part changes on the way ends whole', async () => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      proxy.plan = firstOf(1, ({ url }) => url.includes('partNumber=2'), { kind: 'garbled' });
      await blobs.put('key', large);
      await blobs.put('streamed', streamOf(large));
      expect((await readBlob(direct, 'streamed')).equals(large)).toBe(true);
      expect(proxy.seen.filter(({ url }) => url.includes('partNumber=2'))).toHaveLength(2);
    });

    test.each(Object.keys(calls))('rejects when no %s gets through, and the key reads as before', async (call) => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      await direct.put('key', before);
      proxy.plan = (seen) => (calls[call]?.(seen) ? { kind: 'answer', status: 503, code: 'SlowDown' } : undefined);
      await expect(blobs.put('key', streamOf(large))).rejects.toEqual(unavailable);
      expect(await readBlob(direct, 'key')).toEqual(before);
      expect(await harness.leftovers()).toEqual([]);
    });

    // Ceph and Swift answer a repeated completion as they did the first; others have forgotten the upload.
    test.each([
      ['lost', true],
      ['reset', false],
    ] as const)('of which the completion is %s and then unknown: seen whole is %s', async (kind, whole) => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      await direct.put('key', before);
      const faults: Fault[] = [{ kind }];
      const forgotten: Fault = { kind: 'answer', status: 404, code: 'NoSuchUpload' };
      proxy.plan = (seen) => (calls.complete?.(seen) ? (faults.pop() ?? forgotten) : undefined);
      const put = blobs.put('key', streamOf(large));
      if (whole) expect(await put).toEqual({ bytes: large.byteLength });
      else await expect(put).rejects.toMatchObject({ code: 'unavailable' });
      expect((await readBlob(direct, 'key')).equals(whole ? large : before)).toBe(true);
      expect(await harness.leftovers()).toEqual([]);
    });

    test('rejects with the error of its source, and the key reads as before', async () => {
      await using harness = await openHarness(server());
      const { blobs, direct } = harness;
      await direct.put('key', before);
      const error = new Error('the source broke');
      await expect(blobs.put('key', streamOf(large, error))).rejects.toBe(error);
      expect(await readBlob(direct, 'key')).toEqual(before);
      expect(await harness.leftovers()).toEqual([]);
    });

    test('rejects at once when it is aborted while a part hangs, and the key reads as before', async () => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      const controller = new AbortController();
      proxy.plan = firstOf(1, ({ url }) => url.includes('partNumber=2'), { kind: 'hang' });
      const put = blobs.put('key', streamOf(large), { signal: controller.signal });
      await proxy.struck();
      controller.abort(new Error('enough'));
      await expect(put).rejects.toThrow('enough');
      expect(await direct.head('key')).toBeUndefined();
      expect(await harness.leftovers()).toEqual([]);
    });

    test.each([
      ['in one call', before, ({ method }: SeenRequest) => method === 'PUT'],
      ['in parts', large, calls.complete ?? (() => false)],
    ] as const)('%s that is aborted when only its last call is left ends as that call does', async (_, bytes, last) => {
      await using harness = await openHarness(server());
      const { blobs, proxy, direct } = harness;
      const controller = new AbortController();
      proxy.plan = firstOf(1, last, { kind: 'held' });
      const put = blobs.put('key', streamOf(bytes), { signal: controller.signal });
      await proxy.struck();
      controller.abort();
      proxy.release();
      expect(await put).toEqual({ bytes: bytes.byteLength });
      expect((await readBlob(direct, 'key')).equals(bytes)).toBe(true);
    });

    test('that is under way is not seen, and the later of two at once stays whole', async () => {
      await using harness = await openHarness(server());
      const { blobs, direct } = harness;
      const versions = [large, Buffer.from(large).reverse()] as const;
      const gate = Promise.withResolvers<void>();
      async function* gated(bytes: Buffer): AsyncGenerator<Uint8Array> {
        yield* streamOf(bytes);
        await gate.promise;
      }
      const puts = versions.map((bytes) => blobs.put('key', gated(bytes)));
      expect(await direct.head('key')).toBeUndefined();
      expect((await direct.list({ prefix: '', limit: 10 })).blobs).toEqual([]);
      gate.resolve();
      await Promise.all(puts);
      const kept = await readBlob(direct, 'key');
      expect(versions.some((bytes) => kept.equals(bytes))).toBe(true);
    });
  });
});
