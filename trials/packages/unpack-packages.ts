import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Puts packed packages where npm would, without a network: what a package declares and this checkout has is linked to
 * it, and nothing else.
 */
export async function unpackPackages(folder: string, tarballs: readonly string[]): Promise<void> {
  const unpacked = new Set<string>();
  const wanted = new Set<string>();
  for (const tarball of tarballs) {
    const { name, dependencies = {} } = await unpack(folder, tarball);
    unpacked.add(name);
    for (const dependency of Object.keys(dependencies)) wanted.add(dependency);
  }
  for (const name of wanted) if (!unpacked.has(name)) await linkModule(folder, name);
}

/** Links a module of this checkout into a project. */
export async function linkModule(folder: string, name: string): Promise<void> {
  const place = join(folder, 'node_modules', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(resolve('node_modules', name), place);
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

async function unpack(folder: string, tarball: string): Promise<Manifest> {
  const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
  const manifest = JSON.parse(text) as Manifest;
  const place = join(folder, 'node_modules', manifest.name);
  await mkdir(place, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', place]);
  return manifest;
}
