import { readBlob } from '@spillway/core/blob';
import { describe, expect, test } from 'vitest';
import { type Fault, firstOf } from './fault-proxy.ts';
import { large, openHarness } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

const unavailable = expect.objectContaining({ code: 'unavailable', hint: expect.any(String) });

/** First bytes of the ranges that were asked for. */
function beginnings(seen: readonly { readonly range: string | undefined }[]): readonly number[] {
  return seen.map(({ range }) => Number(/bytes=(\d+)-/.exec(range ?? 'bytes=0-')?.[1]));
}

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  test('a read goes on where its connection broke, and asks for no byte twice that arrived', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, proxy } = harness;
    await direct.put('key', large);
    proxy.plan = firstOf(5, () => true, { kind: 'cut', afterBytes: 1_000_000 });
    expect((await readBlob(blobs, 'key')).equals(large)).toBe(true);
    // What a broken connection still held is lost, and nothing else.
    const asked = beginnings(proxy.seen);
    expect(asked).toHaveLength(6);
    asked.slice(1).forEach((at, index) => {
      expect(at).toBeGreaterThan(asked[index] as number);
      expect(at).toBeLessThanOrEqual((asked[index] as number) + 1_000_000);
    });
  });

  test('a range goes on where its connection broke', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, proxy } = harness;
    await direct.put('key', large);
    proxy.plan = firstOf(3, () => true, { kind: 'cut', afterBytes: 300_000 });
    const range = { offset: 1_234_567, length: 2_000_000 };
    expect((await readBlob(blobs, 'key', range)).equals(large.subarray(1_234_567, 3_234_567))).toBe(true);
  });

  test('a read that falls silent goes on when its time is over', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, proxy, clock } = harness;
    await direct.put('key', large);
    proxy.plan = firstOf(1, () => true, { kind: 'silent', afterBytes: 500_000 });
    const read = readBlob(blobs, 'key');
    await proxy.struck();
    clock.passLimits();
    expect((await read).equals(large)).toBe(true);
    expect(proxy.seen).toHaveLength(2);
  });

  test.each<Fault>([{ kind: 'reset' }, { kind: 'lost' }, { kind: 'answer', status: 503, code: 'SlowDown' }])(
    'a read that meets $kind is repeated',
    async (fault) => {
      await using harness = await openHarness(server());
      const { blobs, direct, proxy } = harness;
      await direct.put('key', large);
      proxy.plan = firstOf(2, () => true, fault);
      expect((await readBlob(blobs, 'key')).equals(large)).toBe(true);
    },
  );

  test('a read of which no answer brings a byte gives up', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, proxy } = harness;
    await direct.put('key', large);
    proxy.plan = () => ({ kind: 'cut', afterBytes: 0 });
    await expect(readBlob(blobs, 'key')).rejects.toEqual(unavailable);
    expect(proxy.seen.length).toBeLessThan(10);
  });

  test('bytes of two versions are never joined', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, proxy } = harness;
    await direct.put('key', large);
    proxy.plan = firstOf(1, () => true, { kind: 'cut', afterBytes: 1_000_000 });
    const read = blobs.read('key')[Symbol.asyncIterator]();
    const first = await read.next();
    await direct.put('key', Buffer.from(large).reverse());
    const rest = async (): Promise<void> => {
      for (let step = await read.next(); !step.done; step = await read.next());
    };
    expect(first.done).toBe(false);
    await expect(rest()).rejects.toEqual(unavailable);
  });

  test('the abort ends a read that hangs, with its reason', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, proxy } = harness;
    await direct.put('key', large);
    for (const fault of [{ kind: 'hang' }, { kind: 'silent', afterBytes: 100_000 }] as const) {
      proxy.plan = firstOf(1, () => true, fault);
      const controller = new AbortController();
      const read = readBlob(blobs, 'key', { signal: controller.signal });
      await proxy.struck();
      controller.abort(new Error('enough'));
      await expect(read).rejects.toThrow('enough');
    }
  });
});
