import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** What a package builds is what its manifest exports: one entry for each source path in `exports`, one for each command in `bin`. */
export function packageBuild(manifestUrl: URL): Options[] {
  const manifest = JSON.parse(readFileSync(manifestUrl, 'utf8')) as Manifest;
  const library: Options = { ...shared, entry: exportedSources(manifest), dts: true, clean: true };
  const commands = commandSources(manifest);
  if (Object.keys(commands).length === 0) return [library];
  return [library, { ...shared, entry: commands, banner: { js: '#!/usr/bin/env node' } }];
}

const shared: Options = {
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  sourcemap: true,
  splitting: true,
  tsconfig: 'tsconfig.json',
};

function exportedSources(manifest: Manifest): Record<string, string> {
  const sources = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : (target['@spillway/source'] ?? []),
  );
  return Object.fromEntries(sources.map((source) => [source.replace(/^\.\/src\/|\.ts$/g, ''), source]));
}

function commandSources(manifest: Manifest): Record<string, string> {
  const built = Object.values(manifest.bin ?? {}).map((path) => path.replace(/^\.\/dist\/|\.js$/g, ''));
  return Object.fromEntries(built.map((name) => [name, `./src/${name}.ts`]));
}
