import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '../assembly/data-folder.ts';
import { writeWhole } from './write-whole.ts';

/** What makes two calls the same run, so that the second goes on where the first stopped. */
export interface RunIdentity {
  readonly sha256: string;
  readonly output: string;
  readonly endpoint: string;
  /** Made-up answers and real ones never mix. */
  readonly simulate: boolean;
  readonly mixedModels: boolean;
}

/** A run's own corner of the data folder and of the database, which no other command looks into. */
export interface RunFolder {
  readonly key: string;
  readonly root: string;
  readonly blobs: string;
  readonly lock: string;
  readonly schema: string;
}

export function runKey({ sha256, output, endpoint, simulate, mixedModels }: RunIdentity): string {
  const identity = JSON.stringify([sha256, output, endpoint, simulate, mixedModels]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 20);
}

export function runFolder({ runs }: Pick<DataFolder, 'runs'>, key: string): RunFolder {
  const root = join(runs, key);
  return { key, root, blobs: join(root, 'blobs'), lock: join(root, 'lock'), schema: `run_${key}` };
}

/** What the folder is for, for people and for the sweep. */
export interface RunNote {
  readonly input: string;
  readonly output: string;
  readonly usedAt: number;
}

export async function writeRunNote(folder: RunFolder, note: RunNote): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder.root, 'run.json'), [Buffer.from(`${JSON.stringify(note, null, 2)}\n`)]);
}

/** Undefined when there is none that can be read. */
export async function readRunNote(folder: RunFolder): Promise<RunNote | undefined> {
  try {
    return JSON.parse(await readFile(join(folder.root, 'run.json'), 'utf8')) as RunNote;
  } catch {
    return undefined;
  }
}
