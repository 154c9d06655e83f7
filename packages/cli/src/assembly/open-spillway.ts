import { createSpillway, type Spillway, type SpillwayOptions } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Store } from '@spillway/core/store';
import type { FlagValues } from '../flags/flag.ts';
import { newsLog } from '../log/news-log.ts';
import type { Surroundings } from '../verbs/verb.ts';
import { type DataFolder, makeDataFolder } from './data-folder.ts';
import type { Database } from './database.ts';
import { installationBlobs, openBlobs } from './open-blobs.ts';
import { openStore } from './open-store.ts';
import type { ReleaseStack } from './release-stack.ts';
import type { storageFlags } from './shared-flags.ts';
import { createTroubleLog } from './trouble-log.ts';

export interface OpenSpillwayOptions extends Surroundings {
  readonly flags: FlagValues<typeof storageFlags>;
  readonly stack: ReleaseStack;
  /** What else createSpillway is told. */
  readonly spillwayOptions?: Pick<
    SpillwayOptions,
    | 'limits'
    | 'requestTimeoutMs'
    | 'maxAttempts'
    | 'deduplication'
    | 'refuseInfeasible'
    | 'pools'
    | 'fleetPolicy'
    | 'onFleetDecision'
    | 'meterProvider'
    | 'tracerProvider'
    | 'tracedRequests'
    | 'observeInstallation'
    | 'keepFleetSeries'
    | 'retention'
  >;
}

export interface OpenedSpillway {
  readonly spillway: Spillway;
  readonly folder: DataFolder;
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly database: Database;
}

/** Opens the installation that the flags name. Nothing runs in it yet. */
export async function openSpillway(options: OpenSpillwayOptions): Promise<OpenedSpillway> {
  const { flags, stack, output, clock, interruption, spillwayOptions } = options;
  const folder = await makeDataFolder(flags['data-dir']);
  const { store, database } = await openStore({
    databaseUrl: flags['database-url'],
    folder,
    stack,
    output,
    signal: interruption.signal,
  });
  const blobs = await openBlobs(installationBlobs(flags.blobs, folder.blobs), stack);
  const onTrouble = createTroubleLog(output, clock);
  const told = { onTrouble, onBatchNews: newsLog(output) };
  const spillway = await createSpillway({ ...spillwayOptions, ...told, store, blobs, keepOpen: true });
  return { spillway: stack.add(spillway), folder, store, blobs, database };
}
