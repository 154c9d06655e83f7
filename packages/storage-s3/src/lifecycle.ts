import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { checkKeyPrefix } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, rootOf } from './bucket.ts';
import { repeat } from './repeat.ts';
import { nameOf, statusOf } from './s3-failure.ts';

/** What the service itself removes, whether a process of the installation lives or not. */
export interface LifecycleOptions {
  /** Days after which the parts of unfinished uploads go; 2 by default. */
  readonly leftoversAfterDays?: number;
  /** Blobs whose keys begin so go after so many days; none by default. */
  readonly expire?: readonly { readonly prefix: string; readonly afterDays: number }[];
}

/**
 * Replaces the rules that were made here for the same prefix of the bucket and leaves all others. Not atomic: S3 has only
 * one call for all rules of a bucket, so it is for an operator to make, not for every process.
 */
export async function applyLifecycle(bucket: Bucket, options: LifecycleOptions): Promise<void> {
  if (!bucket.settings.capabilities.lifecycle) throw unsupported();
  const own = rulesOf(bucket, options);
  const mark = markOf(bucket);
  const others = (await rulesNow(bucket)).filter(({ ID }) => !ID?.startsWith(mark));
  const put = new PutBucketLifecycleConfigurationCommand({
    Bucket: bucket.name,
    LifecycleConfiguration: { Rules: [...others, ...own] },
  });
  await repeat(bucket, (abortSignal) => bucket.client.send(put, { abortSignal }));
}

function rulesOf(bucket: Bucket, { leftoversAfterDays = 2, expire = [] }: LifecycleOptions): LifecycleRule[] {
  const root = rootOf(bucket);
  const mark = markOf(bucket);
  const leftovers: LifecycleRule = {
    ID: `${mark}leftovers`,
    Status: 'Enabled',
    Filter: { Prefix: root },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: days('leftoversAfterDays', leftoversAfterDays) },
  };
  const expiries = expire.map(({ prefix, afterDays }): LifecycleRule => {
    checkKeyPrefix(prefix);
    return {
      ID: `${mark}expire:${prefix}`,
      Status: 'Enabled',
      Filter: { Prefix: root + prefix },
      Expiration: { Days: days('afterDays', afterDays) },
    };
  });
  return [leftovers, ...expiries];
}

/** What the names of our rules begin with: several installations may share a bucket. */
function markOf(bucket: Bucket): string {
  return `spillway:${bucket.settings.prefix}:`;
}

async function rulesNow(bucket: Bucket): Promise<readonly LifecycleRule[]> {
  const get = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.name });
  try {
    const { Rules = [] } = await repeat(bucket, (abortSignal) => bucket.client.send(get, { abortSignal }));
    return Rules;
  } catch (error) {
    if (statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket') return [];
    throw error;
  }
}

function days(param: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new SpillwayError(`${value} is no number of days.`, { code: 'invalid_argument', param });
}

function unsupported(): SpillwayError {
  return new SpillwayError('The bucket was declared to take no lifecycle rules.', {
    code: 'invalid_argument',
    param: 'lifecycle',
    hint: 'Call removeLeftovers now and then.',
  });
}
