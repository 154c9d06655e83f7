import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { type Bucket, objectOf } from './bucket.ts';
import { repeat } from './repeat.ts';
import { nameOf, statusOf } from './s3-failure.ts';

// Set by S3.
const maxObjectsOfCall = 1_000;
const callsAtOnce = 8;
/** How a service says that it has no such call: not allowed, not implemented. */
const lacking: ReadonlySet<number> = new Set([405, 501]);

/** Removes blobs, many with one call where the service can, else one by one. */
export class Remover {
  readonly #bucket: Bucket;
  #inBulk: boolean;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    this.#inBulk = bucket.settings.capabilities.bulkRemove;
  }

  async remove(keys: readonly string[]): Promise<void> {
    const objects = [...new Set(keys.map((key) => objectOf(this.#bucket, key)))];
    for (let at = 0; at < objects.length; at += maxObjectsOfCall)
      await this.#removePage(objects.slice(at, at + maxObjectsOfCall));
  }

  async #removePage(objects: readonly string[]): Promise<void> {
    if (!this.#inBulk || objects.length === 1) return removeEach(this.#bucket, objects);
    try {
      await removeTogether(this.#bucket, objects);
    } catch (error) {
      if (!lacking.has(statusOf(error) ?? 0)) throw error;
      this.#inBulk = false;
      await removeEach(this.#bucket, objects);
    }
  }
}

async function removeTogether(bucket: Bucket, objects: readonly string[]): Promise<void> {
  const command = new DeleteObjectsCommand({
    Bucket: bucket.name,
    Delete: { Objects: objects.map((Key) => ({ Key })), Quiet: true },
  });
  await repeat(bucket, async (abortSignal) => {
    const { Errors = [] } = await bucket.client.send(command, { abortSignal });
    const refused = Errors.find(({ Code }) => Code !== 'NoSuchKey');
    if (refused)
      throw Object.assign(new Error(refused.Message ?? 'was not removed'), { name: refused.Code ?? 'Error' });
  });
}

async function removeEach(bucket: Bucket, objects: readonly string[]): Promise<void> {
  const left = objects.values();
  const removeNext = async (): Promise<void> => {
    for (const object of left) await removeOne(bucket, object);
  };
  await Promise.all(Array.from({ length: Math.min(callsAtOnce, objects.length) }, removeNext));
}

async function removeOne(bucket: Bucket, object: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: bucket.name, Key: object });
  try {
    await repeat(bucket, (abortSignal) => bucket.client.send(command, { abortSignal }));
  } catch (error) {
    if (nameOf(error) !== 'NoSuchKey') throw error;
  }
}
