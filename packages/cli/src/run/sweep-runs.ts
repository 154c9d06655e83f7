import { readdir, rm } from 'node:fs/promises';
import type { Clock } from '@spillway/core';
import type { DataFolder } from '../assembly/data-folder.ts';
import { readRunNote, runFolder } from './run-folder.ts';
import { isLocked } from './run-lock.ts';
import { forgetRun, RUN_LIFE_MS } from './run-state.ts';

export interface SweepRunsOptions {
  readonly folder: DataFolder;
  readonly connectionString: string;
  readonly clock: Clock;
}

/** Removes what is left of runs that nobody has called for a month. */
export async function sweepRuns({ folder, connectionString, clock }: SweepRunsOptions): Promise<void> {
  const keys = await readdir(folder.runs).catch(() => []);
  for (const key of keys) {
    const run = runFolder(folder, key);
    const note = await readRunNote(run);
    if (!note || clock.now() - note.usedAt < RUN_LIFE_MS || (await isLocked(run.lock))) continue;
    await forgetRun(run, connectionString);
    await rm(run.root, { recursive: true, force: true });
  }
}
