import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Blobs } from '@spillway/storage-s3';
import { useService } from './service.ts';
import { openGate } from './tcp-gate.ts';

export const blobKinds = ['file', 's3'] as const;
export type BlobKind = (typeof blobKinds)[number];

/** Blobs of a trial's own, which can be away for a while. */
export interface TrialBlobs extends AsyncDisposable {
  readonly kind: BlobKind;
  /** For `--blobs`. */
  readonly place: string;
  /** Credentials and endpoint. */
  readonly env: Readonly<Record<string, string>>;
  /** Until it is let back nobody reaches them; folders are never away. */
  readonly gate: { close(): Promise<void>; open(): Promise<void> } | undefined;
}

export async function openTrialBlobs(kind: BlobKind, folder: string): Promise<TrialBlobs> {
  if (kind === 's3') return openBucket();
  return { kind, place: `file:${join(folder, 'blobs')}`, env: {}, gate: undefined, async [Symbol.asyncDispose]() {} };
}

/** A fresh bucket on the RADOS gateway, behind a gate. */
async function openBucket(): Promise<TrialBlobs> {
  await using stack = new AsyncDisposableStack();
  const { facts } = stack.use(await useService('ceph'));
  const { endpoint = '', region = '', accessKeyId = '', secretAccessKey = '' } = facts;
  const { hostname: host, port } = new URL(endpoint);
  const gate = stack.use(await openGate({ host, port: Number(port) }));
  const bucket = `trial-${process.pid}-${Date.now()}`;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  stack.defer(() => empty({ bucket, endpoint, region, credentials }));
  const opened = stack.move();
  return {
    kind: 's3',
    place: `s3://${bucket}/trial`,
    env: {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${gate.port}`,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    gate,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The server may be everybody's: what a trial wrote does not stay. */
async function empty(options: Parameters<typeof createS3Blobs>[0]): Promise<void> {
  await using blobs = createS3Blobs(options);
  for (let more = true; more; ) {
    const page = await blobs.list({ prefix: '', limit: 1_000 });
    await blobs.remove(page.blobs.map(({ key }) => key));
    more = page.hasMore;
  }
}
