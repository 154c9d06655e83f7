import { readBlob, type SignedRequest } from '@spillway/core/blob';
import { createS3Blobs } from '@spillway/storage-s3';
import { describe, expect, test } from 'vitest';
import { openHarness } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

const bytes = Buffer.from('signed bytes');
const expiresInMs = 60_000;

async function send({ method, url }: SignedRequest, body?: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(url, { method, ...(body && { body }) });
}

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  test('a signed upload puts the blob without credentials', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct, clock } = harness;
    const from = clock.now();
    const signed = await blobs.signUpload('up/load', { expiresInMs, bytes: bytes.byteLength });
    expect(signed).toMatchObject({ method: 'PUT', headers: { 'content-length': String(bytes.byteLength) } });
    expect(signed.expiresAt - expiresInMs).toBeGreaterThan(from - 5_000);
    expect(signed.expiresAt - expiresInMs).toBeLessThan(clock.now() + 5_000);
    expect((await send(signed, bytes)).status).toBe(200);
    expect(await readBlob(direct, 'up/load')).toEqual(bytes);
  });

  test('a signed upload takes only the size that it was signed for', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct } = harness;
    const signed = await blobs.signUpload('key', { expiresInMs, bytes: bytes.byteLength });
    expect((await send(signed, Buffer.concat([bytes, bytes]))).status).toBe(403);
    expect(await direct.head('key')).toBeUndefined();
    expect((await send(await blobs.signUpload('key', { expiresInMs }), bytes)).status).toBe(200);
  });

  test('no upload is signed that is larger than one request can put', async () => {
    await using harness = await openHarness(server());
    const most = 5 * 2 ** 30;
    expect(await harness.blobs.signUpload('key', { expiresInMs, bytes: most })).toMatchObject({ method: 'PUT' });
    const refused = harness.blobs.signUpload('key', { expiresInMs, bytes: most + 1 });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', param: 'bytes' });
  });

  test('a signed download reads the blob, by ranges too, and names the file', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct } = harness;
    await direct.put('down/load', bytes);
    const { url, method, headers } = await blobs.signDownload('down/load', {
      expiresInMs,
      filename: 'an output’s.jsonl',
    });
    expect([method, headers]).toEqual(['GET', {}]);
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    expect(whole.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''an%20output%E2%80%99s.jsonl");
    const part = await fetch(url, { headers: { range: 'bytes=7-' } });
    expect([part.status, await part.text()]).toEqual([206, 'bytes']);
  });

  test('a signed request is good for one object and one method', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct } = harness;
    await direct.put('one', bytes);
    await direct.put('two', bytes);
    const upload = await blobs.signUpload('one', { expiresInMs });
    const download = await blobs.signDownload('one', { expiresInMs });
    const attempts = [
      fetch(download.url.replace('/one?', '/two?')),
      fetch(upload.url.replace('/one?', '/two?'), { method: 'PUT', body: 'other' }),
      fetch(upload.url),
      fetch(download.url, { method: 'PUT', body: 'other' }),
      fetch(download.url, { method: 'DELETE' }),
      fetch(upload.url, { method: 'DELETE' }),
      fetch(download.url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=90000')),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer.status).toBe(403);
    for (const key of ['one', 'two']) expect(await readBlob(direct, key)).toEqual(bytes);
  });

  test('a signed request ends when it expires', async () => {
    await using harness = await openHarness(server());
    const { blobs, direct } = harness;
    await direct.put('key', bytes);
    const { url } = await blobs.signDownload('key', { expiresInMs: 1_000 });
    const answers = async (): Promise<number> => (await fetch(url)).status;
    await expect.poll(answers, { interval: 300 }).toBe(403);
    await expect(blobs.signDownload('key', { expiresInMs: 999 })).rejects.toMatchObject({ param: 'expiresInMs' });
    await expect(blobs.signUpload('key', { expiresInMs: 8 * 86_400_000 })).rejects.toMatchObject({
      param: 'expiresInMs',
    });
  });

  test('requests are signed for the public address where there is one', async () => {
    await using harness = await openHarness(server());
    const place = { ...harness.options, endpoint: 'http://127.0.0.1:1', publicEndpoint: harness.proxy.endpoint };
    await using blobs = createS3Blobs(place);
    const signed = await blobs.signUpload('key', { expiresInMs });
    expect((await send(signed, bytes)).status).toBe(200);
    expect(await readBlob(harness.direct, 'key')).toEqual(bytes);
  });

  test('a storage that was declared to sign nothing refuses to', async () => {
    await using harness = await openHarness(server());
    await using blobs = createS3Blobs({ ...harness.options, capabilities: { signedUrls: false } });
    await expect(blobs.signDownload('key', { expiresInMs })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
