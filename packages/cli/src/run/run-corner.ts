import { systemRandomness } from '@spillway/core';
import type { Database } from '../assembly/database.ts';
import type { RunBlobs } from './run-blobs.ts';
import { type RunFolder, type RunNote, readRunNote, writeRunNote } from './run-folder.ts';
import { isShared, type RunPlace } from './run-place.ts';

/** What a run has to itself in the database and among the blobs. No other command looks into it. */
export interface RunCorner {
  /** Of lower-case letters, digits and `_`. */
  readonly name: string;
  readonly database: Database;
  readonly blobs: RunBlobs;
}

/** Removes what the database and the blob storage hold of a run. Nobody may be at work on it. */
export async function forgetRun({ name, database, blobs }: RunCorner): Promise<void> {
  await database.forget(name);
  await blobs.forget();
}

export interface NameCornerOptions {
  readonly folder: RunFolder;
  readonly place: RunPlace;
  readonly note: Pick<RunNote, 'input' | 'output' | 'usedAt'>;
}

/** The name of the run's corner, which its folder keeps from the first call on. Only the holder of its lock may ask. */
export async function nameCorner({ folder, place, note }: NameCornerOptions): Promise<string> {
  const earlier = await readRunNote(folder);
  // Where others have runs, too, the same call on another machine is another run.
  const fresh = isShared(place) ? `_${systemRandomness.id().slice(0, 12)}` : '';
  const corner = earlier?.corner ?? `run_${folder.key}${fresh}`;
  await writeRunNote(folder, { ...note, ...place, corner });
  return corner;
}
