import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../packages/portal');

/** Before a run of tests: the portal's assets are those of its sources, also after an install without scripts. */
export default function buildWhenStale(): void {
  const built = join(folder, 'assets/index.html');
  const sources = globSync(['app/**', 'build.mjs', '../core/src/json-text.ts'], { cwd: folder }).map((path) =>
    join(folder, path),
  );
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  execFileSync(process.execPath, [join(folder, 'build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
}
