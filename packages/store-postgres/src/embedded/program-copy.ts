import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive, ownMark } from './process-mark.ts';
import { restoreProgramLinks } from './program-links.ts';

/** Where copies lie: root's must be reachable for the server's user, so they cannot lie below a home folder. */
export function defaultCacheDir(): string {
  if (process.getuid?.() === 0) return '/var/cache/spillway';
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spillway');
}

/**
 * A copy of the programs that the server's user can reach and whose links are there, made once for each version.
 * It appears by a rename, so a copy that exists is complete.
 */
export function copyPrograms(programs: string, cacheDir: string): string {
  const copy = join(cacheDir, `postgres-${versionOf(programs)}`);
  const native = join(copy, 'native');
  if (existsSync(native)) return native;
  mkdirSync(cacheDir, { recursive: true });
  chmodSync(cacheDir, 0o755);
  removeAbandoned(cacheDir);
  const temporary = join(cacheDir, `copying.${ownMark()}`);
  try {
    cpSync(programs, join(temporary, 'native'), { recursive: true, verbatimSymlinks: true });
    restoreProgramLinks(join(temporary, 'native'));
    makeReadable(temporary);
    moveUnlessThere(temporary, copy);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return native;
}

function versionOf(programs: string): string {
  const manifest = readFileSync(join(dirname(programs), 'package.json'), 'utf8');
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  return `${basename(name)}-${version}`;
}

/** npm gives files the mode of its umask, under which others may see nothing. */
function makeReadable(dir: string): void {
  chmodSync(dir, 0o755);
  for (const child of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, child.name);
    if (child.isDirectory()) makeReadable(path);
    else if (child.isFile()) chmodSync(path, basename(dir) === 'bin' ? 0o755 : 0o644);
  }
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

function removeAbandoned(cacheDir: string): void {
  for (const name of readdirSync(cacheDir)) {
    const abandoned = name.startsWith('copying.') && !isAlive(name.slice('copying.'.length));
    if (abandoned) rmSync(join(cacheDir, name), { recursive: true, force: true });
  }
}
