import { describe, expect, test, vi } from 'vitest';
import { createS3Blobs, parseS3Url } from './index.ts';

const refused = expect.objectContaining({ code: 'invalid_argument' });

describe('the address of a bucket', () => {
  test('names the bucket, a prefix and settings', () => {
    expect(parseS3Url('s3://bucket')).toEqual({ bucket: 'bucket', prefix: '', capabilities: {} });
    expect(parseS3Url('s3://my.bucket/spill/way/')).toMatchObject({ bucket: 'my.bucket', prefix: 'spill/way' });
    const query =
      'endpoint=http://127.0.0.1:9000&public-endpoint=https://s3.example.com&region=eu-1&path-style=false&bulk-remove=false&copy=false&checksum=crc32';
    expect(parseS3Url(`s3://bucket/prefix?${query}`)).toEqual({
      bucket: 'bucket',
      prefix: 'prefix',
      endpoint: 'http://127.0.0.1:9000',
      publicEndpoint: 'https://s3.example.com',
      region: 'eu-1',
      pathStyle: false,
      capabilities: { bulkRemove: false, copy: false, checksum: 'crc32' },
    });
  });

  test.each([
    's3://',
    'https://bucket/prefix',
    's3:bucket',
    's3://key:secret@bucket',
    's3://bucket:80',
    's3://bucket?paths=true',
    's3://bucket?lifecycle=maybe',
    's3://bucket?checksum=md4',
  ])('%s is refused with a hint', (text) => {
    expect(() => parseS3Url(text)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: expect.any(String) }),
    );
  });
});

describe('options that can never work are refused by name', () => {
  test.each([
    [{ bucket: 'no/bucket' }, 'bucket'],
    [{ bucket: 'bucket', prefix: '/lead' }, 'prefix'],
    [{ bucket: 'bucket', prefix: 'a b' }, 'prefix'],
    [{ bucket: 'bucket', endpoint: 'localhost:9000' }, 'endpoint'],
    [{ bucket: 'bucket', partBytes: 1_000 }, 'partBytes'],
    [{ bucket: 'bucket', partsInFlight: 0 }, 'partsInFlight'],
    [{ bucket: 'bucket', timeoutMs: 0.5 }, 'timeoutMs'],
    [{ bucket: 'bucket', buckets: 1 }, 'buckets'],
  ])('%j', (options, param) => {
    expect(() => createS3Blobs(options)).toThrow(refused);
    expect(() => createS3Blobs(options)).toThrow(expect.objectContaining({ param }));
  });

  test('what is declared is told', async () => {
    await using aws = createS3Blobs({ bucket: 'bucket' });
    expect(aws.capabilities).toEqual({
      signedUrls: true,
      bulkRemove: true,
      copy: true,
      lifecycle: true,
      checksum: 'crc32',
    });
    await using other = createS3Blobs({ bucket: 'bucket', endpoint: 'http://s3', capabilities: { lifecycle: false } });
    expect(other.capabilities).toMatchObject({ lifecycle: false, checksum: 'none' });
  });

  test('an endpoint of the environment counts as named', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://s3.local:9000');
    await using blobs = createS3Blobs({ bucket: 'bucket', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    vi.unstubAllEnvs();
    expect(blobs.capabilities.checksum).toBe('none');
    const { url } = await blobs.signDownload('key', { expiresInMs: 1_000 });
    expect(url).toMatch(/^http:\/\/s3\.local:9000\/bucket\/key\?/);
  });
});
