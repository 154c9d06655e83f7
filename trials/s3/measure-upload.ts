import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { MemoryWatch } from '../memory/memory-watch.ts';
import { StartedProcess } from '../memory/started-process.ts';
import type { TrialServer } from './server.ts';
import { uploadLarge } from './upload-large.ts';

/** What an upload through the API showed. */
export interface UploadMeasurement {
  readonly server: string;
  readonly bytes: number;
  readonly seconds: number;
  /** The most that `serve` ever held, its start included. */
  readonly peakBytes: number;
  /** What it held when it had just started. */
  readonly startBytes: number;
  /** The machine's average of the last minute, at the end. */
  readonly load: number;
}

/** Uploads one file of so many bytes to a fresh `serve` on PostgreSQL and the server. */
export async function measureUpload(server: TrialServer, bytes: number): Promise<UploadMeasurement> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-s3-upload-'));
  using watch = new MemoryWatch(() => {});
  try {
    await using postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
    const storage = ['--data-dir', folder, '--database-url', postgres.url, '--blobs', server.blobs()];
    const args = ['serve', '--port', '0', '--no-auth', '--max-file-size', String(bytes), ...storage];
    await using serve = new StartedProcess('serve', 'spillway', args, server.env);
    const url = await serve.url();
    watch.add(serve);
    watch.sample();
    const startBytes = watch.samples.at(-1)?.bytes.serve ?? 0;
    const startedMs = performance.now();
    const uploaded = await uploadLarge(url, bytes);
    const seconds = (performance.now() - startedMs) / 1_000;
    watch.sample();
    if (uploaded !== bytes) throw new Error(`the record tells of ${uploaded} bytes in place of ${bytes}`);
    const peakBytes = watch.peaks.get('serve')?.bytes ?? 0;
    return { server: server.name, bytes, seconds, peakBytes, startBytes, load: loadavg()[0] ?? 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
