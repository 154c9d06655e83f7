import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { joinBlobs, readBlob } from '@spillway/core/blob';
import { createS3Blobs } from '@spillway/storage-s3';
import { describe, expect, test } from 'vitest';
import { type Fault, firstOf, type SeenRequest } from './fault-proxy.ts';
import { openHarness, partBytes, type S3Harness } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

const before = Buffer.from('before');
const bytes = [partBytes + 1, 10, partBytes].map((length) => randomBytes(length));
const whole = Buffer.concat(bytes);
const keys = bytes.map((_, index) => `parts/${index}`);

/** The calls that a join consists of. */
const calls: Readonly<Record<string, (seen: SeenRequest) => boolean>> = {
  look: ({ method }) => method === 'HEAD',
  begin: ({ method, url }) => method === 'POST' && /[?&]uploads/.test(url),
  copy: ({ method, copies }) => method === 'PUT' && copies,
  read: ({ method }) => method === 'GET',
  part: ({ method, copies }) => method === 'PUT' && !copies,
  complete: ({ method, url }) => method === 'POST' && url.includes('uploadId='),
};

const faults: Readonly<Record<string, Fault>> = {
  'is done, but its answer lost': { kind: 'lost' },
  'is answered with an error': { kind: 'answer', status: 503, code: 'SlowDown' },
};

async function openSources(server: Parameters<typeof openHarness>[0]): Promise<S3Harness> {
  const harness = await openHarness(server);
  for (const [index, key] of keys.entries()) await harness.direct.put(key, bytes[index] as Buffer);
  return harness;
}

async function assertUntouched({ direct, leftovers }: S3Harness): Promise<void> {
  expect(await readBlob(direct, 'key')).toEqual(before);
  for (const [index, key] of keys.entries())
    expect(await direct.head(key)).toEqual({ bytes: bytes[index]?.byteLength });
  expect(await leftovers()).toEqual([]);
}

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);

  test('a join has large sources copied, and reads and sends no more than a part for each run of small ones', async () => {
    await using harness = await openSources(server());
    const { blobs, proxy, direct } = harness;
    expect(await joinBlobs(blobs, 'key', keys)).toEqual({ bytes: whole.byteLength });
    expect((await readBlob(direct, 'key')).equals(whole)).toBe(true);
    const count = (call: string): number => proxy.seen.filter((seen) => calls[call]?.(seen)).length;
    // The small source goes with the beginning of the one behind it, of which too little is left to be copied.
    expect([count('copy'), count('part'), count('read')]).toEqual([1, 2, 3]);
    expect(proxy.answeredBytes.GET).toBe(partBytes + 10);
    expect(await harness.leftovers()).toEqual([]);
  });

  const cases = Object.keys(calls).flatMap((call) => Object.keys(faults).map((fault) => [call, fault] as const));

  test.each(cases)('a join of which a %s %s ends whole', async (call, fault) => {
    await using harness = await openSources(server());
    const { blobs, proxy, direct } = harness;
    proxy.plan = firstOf(1, calls[call] ?? (() => false), faults[fault] as Fault);
    expect(await joinBlobs(blobs, 'key', keys)).toEqual({ bytes: whole.byteLength });
    expect((await readBlob(direct, 'key')).equals(whole)).toBe(true);
    // An upload of which nobody heard the name stays until leftovers are removed.
    expect(await harness.leftovers()).toHaveLength(call === 'begin' && fault.includes('lost') ? 1 : 0);
  });

  test.each(Object.keys(calls))('a join rejects when no %s gets through, and the key reads as before', async (call) => {
    await using harness = await openSources(server());
    const { blobs, proxy, direct } = harness;
    await direct.put('key', before);
    proxy.plan = (seen) => (calls[call]?.(seen) ? { kind: 'answer', status: 503, code: 'SlowDown' } : undefined);
    await expect(joinBlobs(blobs, 'key', keys)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await assertUntouched(harness);
  });

  test('a join whose completion is lost and then unknown is known by its stamp', async () => {
    await using harness = await openSources(server());
    const { blobs, proxy, direct } = harness;
    const answers: Fault[] = [{ kind: 'answer', status: 404, code: 'NoSuchUpload' }, { kind: 'lost' }];
    proxy.plan = (seen) => (calls.complete?.(seen) ? answers.pop() : undefined);
    expect(await joinBlobs(blobs, 'key', keys)).toEqual({ bytes: whole.byteLength });
    expect((await readBlob(direct, 'key')).equals(whole)).toBe(true);
  });

  test('a join that is aborted while a copy hangs rejects at once, and the key reads as before', async () => {
    await using harness = await openSources(server());
    const { blobs, proxy, direct } = harness;
    await direct.put('key', before);
    const controller = new AbortController();
    proxy.plan = firstOf(1, calls.copy ?? (() => false), { kind: 'hang' });
    const join = joinBlobs(blobs, 'key', keys, { signal: controller.signal });
    await proxy.struck();
    controller.abort(new Error('enough'));
    await expect(join).rejects.toThrow('enough');
    await assertUntouched(harness);
  });

  test.each([
    ['replaced', 'conflict'],
    ['removed', 'not_found'],
  ] as const)(
    'a source that is %s while it is joined refuses the join, and the key reads as before',
    async (what, code) => {
      await using harness = await openSources(server());
      const { blobs, proxy, direct } = harness;
      await direct.put('key', before);
      proxy.plan = firstOf(1, ({ url }) => url.includes('partNumber=1'), { kind: 'held' });
      const join = joinBlobs(blobs, 'key', keys);
      const refused = expect(join).rejects.toMatchObject({ code });
      await proxy.struck();
      // Of the same size: only its version tells.
      if (what === 'replaced') await direct.put('parts/2', randomBytes(partBytes));
      else await direct.remove(['parts/0']);
      proxy.release();
      await refused;
      expect(await readBlob(direct, 'key')).toEqual(before);
      expect(await harness.leftovers()).toEqual([]);
    },
  );

  test('a service that was declared to copy nothing has the bytes streamed', async () => {
    await using harness = await openSources(server());
    await using blobs = createS3Blobs({
      ...harness.options,
      capabilities: { ...server().capabilities, copy: false },
    });
    expect(await joinBlobs(blobs, 'key', keys)).toEqual({ bytes: whole.byteLength });
    expect((await readBlob(harness.direct, 'key')).equals(whole)).toBe(true);
    expect(harness.proxy.seen.filter(({ copies }) => copies)).toEqual([]);
  });
});
