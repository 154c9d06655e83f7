import { SpillwayError } from '@spillway/core/errors';
import { type Bucket, objectOf } from './bucket.ts';
import { headObject, noSuchBlob, type ObjectHead } from './head-blob.ts';

/** A blob that a join reads, as it was when the join began. */
export interface JoinSource {
  readonly key: string;
  readonly object: string;
  readonly head: ObjectHead;
}

const headsAtOnce = 8;

/** Looks at each source once. Rejects with `not_found` when one is missing. */
export async function findSources(
  bucket: Bucket,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<readonly JoinSource[]> {
  const found = new Map(keys.map((key) => [key, { key, object: objectOf(bucket, key) }] as const));
  const heads = new Map<string, ObjectHead>();
  await eachAtOnce([...found.values()], async ({ key, object }) => {
    const head = await headObject(bucket, object, signal);
    if (!head) throw noSuchBlob(key);
    heads.set(key, head);
  });
  return keys.map((key) => ({ key, object: objectOf(bucket, key), head: heads.get(key) as ObjectHead }));
}

/**
 * Rejects with `conflict` when a source was replaced meanwhile. Asked before the join is seen: the conditions of S3's own
 * copies are passed over by Ceph, and Swift answers a range that ends beyond the source as if it did not.
 */
export async function checkUnchanged(
  bucket: Bucket,
  sources: readonly JoinSource[],
  signal: AbortSignal,
): Promise<void> {
  const once = new Map(sources.map((source) => [source.key, source]));
  await eachAtOnce([...once.values()], async ({ key, object, head }) => {
    const now = await headObject(bucket, object, signal);
    if (!now) throw noSuchBlob(key);
    if (now.etag !== head.etag || now.bytes !== head.bytes || now.putAt !== head.putAt) throw changed(key);
  });
}

async function eachAtOnce<T>(values: readonly T[], act: (value: T) => Promise<void>): Promise<void> {
  const left = values.values();
  const actOnNext = async (): Promise<void> => {
    for (const value of left) await act(value);
  };
  await Promise.all(Array.from({ length: Math.min(headsAtOnce, values.length) }, actOnNext));
}

function changed(key: string): SpillwayError {
  return new SpillwayError(`The blob "${key}" was replaced while it was joined to others.`, {
    code: 'conflict',
    hint: 'Join it again: nothing was put.',
  });
}
