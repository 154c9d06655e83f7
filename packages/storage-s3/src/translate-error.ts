import { SpillwayError, type SpillwayErrorOptions } from '@spillway/core/errors';
import type { S3Settings } from './s3-blobs-options.ts';
import { failureOf, isConnectionFailure, type S3Failure } from './s3-failure.ts';

type Translation = Pick<SpillwayErrorOptions, 'code' | 'hint' | 'retryable'>;

const unknownKey = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a pair of keys that the service knows.';

const credentials: Translation = { code: 'unavailable', hint: unknownKey };
const noCredentials: Translation = {
  code: 'unavailable',
  hint: `No credentials were found. ${unknownKey} A profile or the role of the machine does, too.`,
};
const expired: Translation = { code: 'unavailable', hint: 'The session of the credentials ended: get new ones.' };
const forbidden: Translation = {
  code: 'unavailable',
  hint:
    'Give these credentials s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucket ' +
    'on the bucket and its objects.',
};
const noBucket: Translation = {
  code: 'unavailable',
  hint: 'Make the bucket, or name the right one. Where the service is not AWS, name its endpoint, too: AWS_ENDPOINT_URL_S3.',
};
const region: Translation = { code: 'unavailable', hint: 'Set AWS_REGION to the region of the bucket.' };
const clock: Translation = { code: 'unavailable', hint: 'Set the clock of this machine: it differs from the service.' };
const busy: Translation = { code: 'unavailable', hint: 'The service is overloaded: it is asked again later.' };
const full: Translation = { code: 'unavailable', hint: 'The service has no room left: free some, or raise the quota.' };
const tooLarge: Translation = { code: 'too_large', hint: 'Raise partBytes, or store less under one key.' };
const unsupported: Translation = {
  code: 'unavailable',
  retryable: false,
  hint: 'The service does not do this: declare what it can in the capabilities of the storage.',
};
const away: Translation = {
  code: 'unavailable',
  hint: 'Look whether the service runs, and whether its endpoint is right (AWS_ENDPOINT_URL_S3).',
};
const unknown: Translation = { code: 'unavailable', hint: 'Look at the log of the service.' };

const byName: Readonly<Record<string, Translation>> = {
  InvalidAccessKeyId: credentials,
  SignatureDoesNotMatch: credentials,
  InvalidToken: credentials,
  UnrecognizedClientException: credentials,
  CredentialsProviderError: noCredentials,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenProviderError: expired,
  AccessDenied: forbidden,
  AllAccessDisabled: forbidden,
  AccountProblem: forbidden,
  NoSuchBucket: noBucket,
  InvalidBucketName: noBucket,
  PermanentRedirect: region,
  TemporaryRedirect: region,
  AuthorizationHeaderMalformed: region,
  IllegalLocationConstraintException: region,
  RequestTimeTooSkewed: clock,
  SlowDown: busy,
  TooManyRequests: busy,
  Throttling: busy,
  ServiceUnavailable: busy,
  QuotaExceeded: full,
  XMinioStorageFull: full,
  EntityTooLarge: tooLarge,
  NotImplemented: unsupported,
  MethodNotAllowed: unsupported,
};

const byStatus: Readonly<Record<number, Translation>> = {
  301: region,
  403: forbidden,
  405: unsupported,
  429: busy,
  501: unsupported,
  503: busy,
  507: full,
};

/** What a failure of the SDK means to callers of the blob storage. Errors of Spillway come back as they are. */
export function translateError(error: unknown, settings: Pick<S3Settings, 'bucket' | 'endpoint'>): SpillwayError {
  if (SpillwayError.is(error)) return error;
  const failure = failureOf(error);
  const place = `The bucket "${settings.bucket}" on ${settings.endpoint ?? 'AWS'}`;
  return new SpillwayError(`${place} ${complaintOf(failure)}`, { ...translationOf(failure), cause: error });
}

function translationOf(failure: S3Failure): Translation {
  if (isConnectionFailure(failure)) return away;
  const named = byName[failure.name];
  if (named) return named;
  if (/region is missing/i.test(failure.message)) return region;
  return (failure.status !== undefined && byStatus[failure.status]) || unknown;
}

function complaintOf(failure: S3Failure): string {
  const { name, status, message } = failure;
  if (isConnectionFailure(failure)) return `cannot be reached: ${message}`;
  const said = message === name || message === 'UnknownError' ? name : `${name}: ${message}`;
  return status === undefined ? `failed: ${said}` : `answered ${status} ${said}`;
}
