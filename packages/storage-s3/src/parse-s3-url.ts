import { SpillwayError } from '@spillway/core/errors';
import type { S3BlobsOptions } from './s3-blobs-options.ts';
import type { S3Capabilities } from './s3-capabilities.ts';

const hint =
  'Write s3://BUCKET or s3://BUCKET/PREFIX, and behind a question mark any of endpoint, public-endpoint, region, ' +
  'path-style, bulk-remove, copy, lifecycle, signed-urls, checksum.';

/**
 * Reads `s3://BUCKET/PREFIX?endpoint=URL&region=REGION`, with `path-style`, `bulk-remove`, `copy`, `lifecycle` and
 * `signed-urls` as `true` or `false`, and `checksum` as `crc32` or `none`. Throws `invalid_argument` for anything else.
 */
export function parseS3Url(text: string): S3BlobsOptions {
  const url = URL.parse(text);
  if (url?.protocol !== 's3:' || url.hostname === '') throw refused(`"${text}" is not a place on S3.`);
  if (url.username || url.password || url.port || url.hash)
    throw refused('The address of a bucket holds only its name, a prefix and settings.');
  return {
    bucket: url.hostname,
    prefix: url.pathname.replace(/^\/|\/$/g, ''),
    ...settingsOf(url.searchParams),
  };
}

function settingsOf(query: URLSearchParams): Partial<S3BlobsOptions> {
  const settings: { -readonly [Name in keyof S3BlobsOptions]?: S3BlobsOptions[Name] } = {};
  const capabilities: { -readonly [Name in keyof S3Capabilities]?: S3Capabilities[Name] } = {};
  for (const [name, value] of query) {
    if (name === 'endpoint') settings.endpoint = value;
    else if (name === 'public-endpoint') settings.publicEndpoint = value;
    else if (name === 'region') settings.region = value;
    else if (name === 'path-style') settings.pathStyle = truth(name, value);
    else if (name === 'bulk-remove') capabilities.bulkRemove = truth(name, value);
    else if (name === 'copy') capabilities.copy = truth(name, value);
    else if (name === 'lifecycle') capabilities.lifecycle = truth(name, value);
    else if (name === 'signed-urls') capabilities.signedUrls = truth(name, value);
    else if (name === 'checksum') capabilities.checksum = checksum(value);
    else throw refused(`The address of a bucket has no setting "${name}".`);
  }
  return { ...settings, capabilities };
}

function truth(name: string, value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw refused(`The setting "${name}" is "${value}", neither true nor false.`);
}

function checksum(value: string): S3Capabilities['checksum'] {
  if (value === 'crc32' || value === 'none') return value;
  throw refused(`The setting "checksum" is "${value}", neither crc32 nor none.`);
}

function refused(message: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', hint });
}
