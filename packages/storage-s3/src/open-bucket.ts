import type { Bucket } from './bucket.ts';
import { parseS3BlobsOptions, type S3BlobsOptions } from './s3-blobs-options.ts';
import { createClient } from './s3-client.ts';
import { Slots } from './slots.ts';

/** The bucket that the options name, with a client of its own. */
export function openBucket(options: S3BlobsOptions): Bucket {
  const settings = parseS3BlobsOptions(options);
  return {
    name: settings.bucket,
    client: createClient(settings),
    settings,
    slots: new Slots(settings.partsInFlight),
  };
}
