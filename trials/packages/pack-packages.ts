import { execFileSync } from 'node:child_process';
import { chmodSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PackReport {
  readonly filename: string;
}

/** Builds and packs every public package into the folder. Answers the tarballs by the packages' names. */
export async function packPackages(folder: string): Promise<ReadonlyMap<string, string>> {
  chmodSync(folder, 0o755);
  execFileSync('npm', ['run', 'build', '--silent'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Map(
    globSync('packages/*/package.json')
      .map((path) => [JSON.parse(readFileSync(path, 'utf8')).name as string, pack(dirname(path), folder)] as const)
      .toSorted(([a], [b]) => a.localeCompare(b)),
  );
}

function pack(path: string, folder: string): string {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const said = execFileSync('npm', args, { cwd: path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [report] = Object.values(JSON.parse(said) as Record<string, PackReport>);
  if (!report) throw new Error(`npm pack said nothing about ${path}`);
  return join(folder, report.filename);
}
