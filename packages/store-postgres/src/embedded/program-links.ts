import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

interface ProgramLink {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the symbolic links between PostgreSQL's libraries that its package cannot carry. Its install script does so
 * too, but package managers may not run it. Throws when a link is missing and the folder cannot be written.
 */
export function restoreProgramLinks(programs: string): void {
  for (const { source, target } of linksOf(programs)) {
    if (lstatSync(target, { throwIfNoEntry: false }) === undefined) link(relative(dirname(target), source), target);
  }
}

/** The links as absolute paths; the list names them from the folder above. */
function linksOf(programs: string): readonly ProgramLink[] {
  const list = readList(join(programs, 'pg-symlinks.json'));
  const above = dirname(programs);
  return list.map(({ source, target }) => ({ source: join(above, source), target: join(above, target) }));
}

function readList(path: string): readonly ProgramLink[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProgramLink[];
  } catch (error) {
    // Not every platform's package has links, and a PostgreSQL from elsewhere has no such list.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function link(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
