import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';

/** Calls that S3 takes only with a checksum. AWS takes several kinds, all others know this one at least. */
const demanding: ReadonlySet<string> = new Set(['DeleteObjectsCommand', 'PutBucketLifecycleConfigurationCommand']);

interface HttpRequest {
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Has the calls that need a checksum carry the MD5 of their body in place of the SDK's choice. */
export function signBodiesByMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (demanding.has(String(commandName))) replaceChecksum(call.request as HttpRequest);
        return next(call);
      },
    // Behind the SDK's own checksum, before the signature.
    { step: 'build', priority: 'low', name: 'signBodiesByMd5' },
  );
}

function replaceChecksum({ headers, body }: HttpRequest): void {
  for (const name of Object.keys(headers)) if (/^x-amz-(sdk-)?checksum-/i.test(name)) delete headers[name];
  headers['content-md5'] = createHash('md5')
    .update(body as string | Uint8Array)
    .digest('base64');
}
