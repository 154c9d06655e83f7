/** The API reference: every entry of every public package's `exports`, under the name that one imports it by. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { requireWords } from './scripts/require-words.mjs';

/** Names of the entries by their sources. */
const entries = new Map(globSync('packages/*/package.json').toSorted().flatMap(entriesOf));

export default {
  name: 'Spillway',
  readme: 'none',
  entryPoints: [...entries.keys()],
  tsconfig: 'tsconfig.json',
  plugin: [nameModules, checkEachPackage, requireWords],
  excludeInternal: true,
  disableSources: true,
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  // Properties are left to requireWords: a comment that repeats name and type helps nobody.
  requiredToBeDocumented: ['Module', 'Variable', 'Function', 'Class', 'Interface', 'TypeAlias', 'Method', 'Accessor'],
  out: 'docs/api',
};

function entriesOf(path) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.private) return [];
  return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    const source = target['@spillway/source'];
    return source === undefined ? [] : [[join(dirname(path), source), join(manifest.name, subpath)]];
  });
}

/** typedoc names a module after its path below the folder that all entries share. */
function nameModules(app) {
  const names = new Map(
    [...entries].map(([source, name]) => [source.replace(/^packages\/|(\/index)?\.ts$/g, ''), name]),
  );
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module)) reflection.name = names.get(reflection.name) ?? reflection.name;
  });
}

/** By itself typedoc looks for types that are used and not exported only in the package that the whole project is of. */
function checkEachPackage(app) {
  let begun = false;
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    if (begun) return;
    begun = true;
    const own = project.packageName;
    for (const name of new Set([...entries.values()].map((entry) => /^(@[^/]+\/)?[^/]+/.exec(entry)[0]))) {
      project.packageName = name;
      app.validate(project);
    }
    project.packageName = own;
  });
}
