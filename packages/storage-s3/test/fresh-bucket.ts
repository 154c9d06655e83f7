import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3BlobsOptions } from '@spillway/storage-s3';
import type { S3Server } from './s3-servers.ts';

/** A client without any of our own behaviour, to look at the server with. */
export function plainClient({ endpoint, region, credentials }: S3Server): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** Makes a bucket on the server; how it is reached. */
export async function freshBucket(server: S3Server): Promise<S3BlobsOptions> {
  const bucket = `spillway-${randomUUID()}`;
  const client = plainClient(server);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const { endpoint, region, credentials, capabilities } = server;
  return { bucket, endpoint, region, credentials, capabilities };
}
