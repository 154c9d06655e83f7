import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** What a package builds is what its manifest names: an entry for each source in `exports`, one for each command in `bin`. */
export function packageBuild(manifestUrl: URL): Options {
  const manifest = JSON.parse(readFileSync(manifestUrl, 'utf8')) as Manifest;
  const library = exportedSources(manifest);
  return {
    entry: { ...library, ...commandSources(manifest) },
    dts: { entry: library },
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    // One build with shared chunks: a second copy of a class in a command's bundle would fail every instanceof.
    splitting: true,
    sourcemap: true,
    clean: true,
    silent: true,
  };
}

function exportedSources(manifest: Manifest): Record<string, string> {
  const sources = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : (target['@spillway/source'] ?? []),
  );
  return Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/|\.ts$/g, ''), source]));
}

function commandSources(manifest: Manifest): Record<string, string> {
  const names = Object.values(manifest.bin ?? {}).map((path) => path.replace(/^\.\/dist\/|\.js$/g, ''));
  return Object.fromEntries(names.map((name) => [name, `./src/${name}.ts`]));
}
