import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { signBodiesByMd5 } from './content-md5.ts';
import type { S3Settings } from './s3-blobs-options.ts';

/** A client of the service, or of its public address. */
export function createClient(settings: S3Settings, endpoint: string | undefined = settings.endpoint): S3Client {
  const client = new S3Client({
    ...addressOf(settings, endpoint),
    ...(settings.credentials && { credentials: { ...settings.credentials } }),
    // Repetitions are ours: they end with the caller's signal and wait on the caller's clock.
    maxAttempts: 1,
    requestChecksumCalculation: settings.capabilities.checksum === 'none' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // By default each body above 2 MiB would wait for a permission, on a connection of its own.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: Math.min(5_000, settings.timeoutMs),
      // A download that its reader leaves waiting keeps its connection, and must not keep the others from theirs.
      httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
      httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
    },
  });
  signBodiesByMd5(client);
  return client;
}

function addressOf({ region, pathStyle }: S3Settings, endpoint: string | undefined): S3ClientConfig {
  if (endpoint === undefined) return { ...(region !== undefined && { region }), forcePathStyle: pathStyle };
  return { endpoint, region: region ?? usualRegion, forcePathStyle: pathStyle };
}

/** The region that the usual places name. Services other than AWS rarely have regions, but every signature has one. */
async function usualRegion(): Promise<string> {
  const client = new S3Client({});
  try {
    return await client.config.region();
  } catch {
    return 'us-east-1';
  } finally {
    client.destroy();
  }
}
