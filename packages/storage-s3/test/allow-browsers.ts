import { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { plainClient } from './fresh-bucket.ts';
import type { S3Server } from './s3-servers.ts';

/** Has the bucket take what pages of the origin put there by signed addresses, as docs/operations.md tells to. */
export async function allowBrowsers(server: S3Server, bucket: string, origin: string): Promise<void> {
  const client = plainClient(server);
  const rule = { AllowedOrigins: [origin], AllowedMethods: ['PUT'], AllowedHeaders: ['*'], MaxAgeSeconds: 3_600 };
  await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));
  client.destroy();
}
