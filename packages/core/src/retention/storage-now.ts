import type { BlobStorage } from '../blob/index.ts';

const key = 'storage-clock';

/**
 * A moment of the storage's own clock that is not later than now. The age of a blob is told by it alone: a process whose clock
 * is a day ahead must not take a blob for old that was put a moment ago. Where nothing can be put, as on a full disk, the
 * mark of the last time serves, which makes blobs look younger; undefined when there is none.
 */
export async function storageNow(blobs: Pick<BlobStorage, 'put' | 'list'>): Promise<number | undefined> {
  const refusal = await blobs.put(key, Buffer.from('marks the time of the storage\n')).then(
    () => undefined,
    (error) => ({ error }),
  );
  const page = await blobs.list({ prefix: key, limit: 1 });
  const mark = page.blobs.find((blob) => blob.key === key);
  if (!mark && refusal) throw refusal.error;
  return mark?.putAt;
}
