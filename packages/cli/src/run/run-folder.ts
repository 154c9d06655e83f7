import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '../assembly/data-folder.ts';
import { isShared, type RunPlace } from './run-place.ts';
import { writeWhole } from './write-whole.ts';

/** What makes two calls the same run, so that the second goes on where the first stopped. */
export interface RunIdentity {
  readonly sha256: string;
  readonly output: string;
  readonly endpoint: string;
  /** Made-up answers and real ones never mix. */
  readonly simulate: boolean;
  readonly mixedModels: boolean;
  readonly place: RunPlace;
}

/** A run's own corner of the data folder, which no other command looks into. */
export interface RunFolder {
  readonly key: string;
  readonly root: string;
  readonly blobs: string;
  readonly lock: string;
}

export function runKey({ sha256, output, endpoint, simulate, mixedModels, place }: RunIdentity): string {
  const elsewhere = isShared(place) ? [place.database, place.blobs] : [];
  const identity = JSON.stringify([sha256, output, endpoint, simulate, mixedModels, ...elsewhere]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 20);
}

export function runFolder({ runs }: Pick<DataFolder, 'runs'>, key: string): RunFolder {
  const root = join(runs, key);
  return { key, root, blobs: join(root, 'blobs'), lock: join(root, 'lock') };
}

/** What the folder is for, for people and for the sweep. */
export interface RunNote extends RunPlace {
  readonly input: string;
  readonly output: string;
  readonly usedAt: number;
  /** Name of what the run has to itself in the database and among the blobs. */
  readonly corner: string;
}

export async function writeRunNote(folder: RunFolder, note: RunNote): Promise<void> {
  await writeWhole(join(folder.root, 'run.json'), [Buffer.from(`${JSON.stringify(note, null, 2)}\n`)]);
}

/** Undefined when there is none that can be read. */
export async function readRunNote(folder: RunFolder): Promise<RunNote | undefined> {
  try {
    const note = JSON.parse(await readFile(join(folder.root, 'run.json'), 'utf8')) as RunNote;
    return { ...ofFirstVersion(folder), ...note };
  } catch {
    return undefined;
  }
}

/** The first version knew the embedded database and the data folder alone, and did not write them down. */
function ofFirstVersion({ key }: RunFolder): Pick<RunNote, 'database' | 'blobs' | 'corner'> {
  return { database: null, blobs: null, corner: `run_${key}` };
}
