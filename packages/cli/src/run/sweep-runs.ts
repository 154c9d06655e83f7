import { readdir, rm } from 'node:fs/promises';
import type { Clock } from '@spillway/core';
import type { DataFolder } from '../assembly/data-folder.ts';
import type { Database } from '../assembly/database.ts';
import { runBlobs } from './run-blobs.ts';
import { forgetRun } from './run-corner.ts';
import { readRunNote, runFolder } from './run-folder.ts';
import { isLocked } from './run-lock.ts';
import { isSamePlace, type RunPlace } from './run-place.ts';
import { RUN_LIFE_MS } from './run-state.ts';

export interface SweepRunsOptions {
  readonly folder: DataFolder;
  readonly database: Database;
  /** `--blobs`. */
  readonly blobs: string | undefined;
  readonly place: RunPlace;
  readonly clock: Clock;
}

/** Removes what is left of runs in this place that nobody has called for a month. */
export async function sweepRuns({ folder, database, blobs, place, clock }: SweepRunsOptions): Promise<void> {
  const keys = await readdir(folder.runs).catch(() => []);
  for (const key of keys) {
    const run = runFolder(folder, key);
    const note = await readRunNote(run);
    if (!note || !isSamePlace(note, place)) continue;
    if (clock.now() - note.usedAt < RUN_LIFE_MS || (await isLocked(run.lock))) continue;
    const { corner: name } = note;
    await forgetRun({ name, database, blobs: runBlobs({ blobs, ownRoot: run.blobs, corner: name }) });
    await rm(run.root, { recursive: true, force: true });
  }
}
