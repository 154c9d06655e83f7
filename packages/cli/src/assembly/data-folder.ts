import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folder in which an installation on one machine keeps everything. */
export interface DataFolder {
  readonly root: string;
  readonly postgres: string;
  readonly blobs: string;
  /** The key that `dev` made at its first start. */
  readonly apiKey: string;
  /** Where the workers of `dev --autoscale` leave the addresses of their metrics. */
  readonly metricsTargets: string;
  /** One folder for each file that `run` worked on. */
  readonly runs: string;
}

/** Names its parts, and makes nothing. */
export function dataFolder(path: string): DataFolder {
  const root = resolve(path);
  return {
    root,
    postgres: join(root, 'postgres'),
    blobs: join(root, 'blobs'),
    apiKey: join(root, 'api-key'),
    metricsTargets: join(root, 'metrics-targets'),
    runs: join(root, 'runs'),
  };
}

/** Makes the folder, for its owner's eyes only. */
export async function makeDataFolder(path: string): Promise<DataFolder> {
  const folder = dataFolder(path);
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  return folder;
}
