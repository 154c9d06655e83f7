import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { plainClient } from './fresh-bucket.ts';
import type { S3Server } from './s3-servers.ts';

/** Begins uploads that nobody ends, as a killed process leaves them. */
export async function leaveUploads(server: S3Server, bucket: string, keys: readonly string[]): Promise<void> {
  const client = plainClient(server);
  for (const Key of keys) await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  client.destroy();
}
