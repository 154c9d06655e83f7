import type { BlobStorage } from '@spillway/core/blob';
import { plainRetry, type RetryPolicy } from '@spillway/core/policy';
import type { Batch } from '@spillway/core/store';
import type { Installation } from './installation.ts';
import { answered, engineDied, failed, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

/** Settings with which a request is given up within milliseconds. */
export const quick: { readonly retry: RetryPolicy } = { retry: plainRetry({ baseMs: 1 }) };

/** Of a prompt of `Installation.submit`. */
export const number = (prompt: string): number => Number(prompt.slice(1));

/** p1 and p601 break for ever, p2 runs into its timeout, p3 kills whoever runs it. */
export const deadly: Script = ({ prompt }) => {
  const n = number(prompt);
  if (n === 1 || n === 601) return failed('server_error');
  if (n === 2) return failed('timeout');
  return n === 3 ? engineDied : answered;
};

/** A batch that a worker with this script has ended. */
export async function ended(
  installation: Installation,
  {
    count = 10,
    script = deadly,
    model = 'm',
  }: { readonly count?: number; readonly script?: Script; readonly model?: string } = {},
): Promise<Batch> {
  const worker = startWorker(installation, script, { concurrency: 256 });
  const { batch } = await installation.results(await installation.submit(count, '1h', model));
  await stopWorker(installation, worker);
  return batch;
}

/** A batch of 300 requests with long bodies, of which each was given up. */
export async function heavyAndDead(
  installation: Installation,
  { idBytes = 0, contentBytes }: { readonly idBytes?: number; readonly contentBytes: number },
): Promise<Batch> {
  const { spillway, clock } = installation;
  const body = { model: 'm', messages: [{ role: 'user', content: 'x'.repeat(contentBytes) }] };
  const lines = Array.from({ length: 300 }, (_, n) =>
    JSON.stringify({ custom_id: `c${n}${'y'.repeat(idBytes)}`, method: 'POST', url: '/v1/chat/completions', body }),
  );
  const file = await spillway.files.upload({ filename: 'a.jsonl', source: Buffer.from(lines.join('\n')) });
  const { id } = await spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
  const worker = startWorker(installation, () => failed('server_error'), { concurrency: 256 });
  const batch = await clock.until(spillway.batches.ended({ id }));
  await stopWorker(installation, worker);
  return batch;
}

/** A wrapper of blobs that counts what is read from them. */
export function countedReads(): { bytes: number; readonly wrap: (blobs: BlobStorage) => BlobStorage } {
  const counted = {
    bytes: 0,
    wrap: (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async *read(key, range) {
        for await (const chunk of blobs.read(key, range)) {
          counted.bytes += chunk.length;
          yield chunk;
        }
      },
    }),
  };
  return counted;
}
