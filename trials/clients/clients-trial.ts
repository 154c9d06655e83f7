import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer } from '../wire/dev-server.ts';
import { clientFaults } from './client-faults.ts';
import { type CutUpload, cutUploads } from './cut-uploads.ts';
import { DatabaseView } from './database-view.ts';
import { type HalfOpen, type HalfOpenOptions, halfOpen } from './half-open.ts';
import { type SlowDownloadOptions, type SlowDownloads, slowDownloads } from './slow-downloads.ts';

export interface ClientsOptions {
  /** One after another. */
  readonly slow: readonly SlowDownloadOptions[];
  readonly halfOpen?: HalfOpenOptions;
  readonly say?: (text: string) => void;
}

export interface ClientsReport {
  readonly cut: readonly CutUpload[];
  readonly slow: readonly SlowDownloads[];
  readonly halfOpen: HalfOpen | undefined;
  /** What the server said of its own accord after it was ready. */
  readonly said: string;
  /** Sentences; none when every promise was kept. */
  readonly faults: readonly string[];
}

/** Treats a `spillway dev` as slow and broken clients do. */
export async function clientsTrial({ slow, halfOpen: half, say = () => {} }: ClientsOptions): Promise<ClientsReport> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-clients-'));
  try {
    await using server = await startDevServer({ folder, flags: ['--speed', 'inf'] });
    await using database = await DatabaseView.open(server.dataDir);
    // The first call makes connections and folders that stay.
    await (await fetch(`${server.url}/v1/files`, { headers: { connection: 'close' } })).arrayBuffer();
    say('uploads that are cut');
    const cut = await cutUploads(server, database);
    say('slow downloads');
    const downloads: SlowDownloads[] = [];
    for (const options of slow) downloads.push(await slowDownloads(options, server, database));
    if (half) say('half-open requests');
    const opened = half && (await halfOpen(half, server));
    const report = {
      cut,
      slow: downloads,
      halfOpen: opened,
      said: server.said.replace(/^[\s\S]*? try .*\n/, '').trim(),
    };
    return { ...report, faults: clientFaults(report) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
