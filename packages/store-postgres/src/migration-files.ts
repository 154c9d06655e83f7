import { readdir, readFile } from 'node:fs/promises';

export interface Migration {
  /** The file's name without its ending, for instance `0001_initial`. */
  readonly name: string;
  readonly sql: string;
}

/** Beside `src` and `dist` alike. */
const folder = new URL('../migrations/', import.meta.url);

/** The migrations of this version, in their order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.sql'.length),
      sql: await readFile(new URL(file, folder), 'utf8'),
    })),
  );
}
