import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Paths that git tracks or would track, relative to the repository root, matching `pattern`. */
export function trackedFiles(pattern) {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return listing.split('\0').filter((path) => pattern.test(path) && existsSync(path));
}
