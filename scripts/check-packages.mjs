/** Looks at every public package as a stranger gets it: what it packs, exports, types and starts. Needs a build. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, relative } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const problems = [];
const folders = readdirSync('packages').map((name) => join('packages', name));
const versions = new Set();

for (const folder of folders.filter((path) => existsSync(join(path, 'package.json')))) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest.private) continue;
  versions.add(manifest.version);
  await checkPackage(folder, manifest);
}
checkVersions(versions);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`packages: ${problems.length} problems\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** All packages have one version, tell it at run time, and ask for each other at exactly that version. */
function checkVersions([version, ...others]) {
  if (others.length > 0) problems.push(`versions are not locked together: ${[version, ...others].join(', ')}`);
  if (!readFileSync('packages/core/src/version.ts', 'utf8').includes(`version = '${version}'`))
    problems.push(`packages/core/src/version.ts does not say ${version}`);
  for (const path of globSync('{packages,examples}/*/package.json').concat(
    'bench/package.json',
    'trials/package.json',
  )) {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(readFileSync(path, 'utf8'));
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies }))
      if (/^(@spillway\/|spillway$)/.test(name) && range !== version)
        problems.push(`${path}: ${name} must be exactly ${version}, not ${range}`);
  }
}

async function checkPackage(folder, manifest) {
  const scratch = mkdtempSync(join(tmpdir(), 'spillway-pack-'));
  try {
    const { filename, files } = pack(folder, scratch);
    const packed = new Set(files.map(({ path }) => path));
    const before = problems.length;
    checkContents(folder, manifest, packed);
    checkUrls(folder, packed);
    await checkManifest(folder, manifest);
    checkTypes(folder, join(scratch, filename));
    await checkImports(manifest);
    process.stdout.write(`${problems.length === before ? 'ok ' : 'BAD'} ${manifest.name}: ${packed.size} files\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function pack(folder, destination) {
  const run = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
  });
  const report = JSON.parse(run.stdout);
  return Array.isArray(report) ? report[0] : Object.values(report)[0];
}

function checkContents(folder, manifest, packed) {
  const named = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  // The first release makes the changelogs.
  const changelog = existsSync(join(folder, 'CHANGELOG.md')) ? ['CHANGELOG.md'] : [];
  const wanted = [...named, ...Object.values(manifest.bin ?? {}), 'LICENSE', 'README.md', ...changelog].map((path) =>
    normalize(path),
  );
  for (const path of wanted) if (!packed.has(path)) problems.push(`${folder}: ${path} is not packed`);
  for (const path of packed) {
    if (/\.test\.|(^|\/)(tsup\.config|tsconfig)|\.env|\.tsbuildinfo$/.test(path))
      problems.push(`${folder}: ${path} should not be packed`);
  }
  for (const path of Object.values(manifest.bin ?? {})) {
    const start = existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
    if (!start.startsWith('#!/usr/bin/env node\n'))
      problems.push(`${folder}: ${path} does not begin with #!/usr/bin/env node`);
  }
}

/** A file that built code finds beside itself (`new URL('…', import.meta.url)`) must be packed at that place. */
function checkUrls(folder, packed) {
  for (const path of packed) {
    if (!/^dist\/.*\.js$/.test(path)) continue;
    for (const [, target] of readFileSync(join(folder, path), 'utf8').matchAll(
      /new URL\(["'`](\.[^"'`$]*)["'`],\s*import\.meta\.url/g,
    )) {
      const place = relative('.', join(dirname(path), target));
      const found = packed.has(place) || [...packed].some((other) => other.startsWith(`${place.replace(/\/$/, '')}/`));
      if (!found) problems.push(`${folder}: ${path} reads ${target}, which is not packed at ${place}`);
    }
  }
}

async function checkManifest(folder, manifest) {
  const { messages } = await publint({ pkgDir: folder, strict: true, pack: 'npm' });
  for (const message of messages)
    problems.push(`${folder}: publint: ${formatMessage(message, manifest, { color: false })}`);
}

function checkTypes(folder, tarball) {
  const run = spawnSync(
    'node_modules/.bin/attw',
    [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'],
    {
      encoding: 'utf8',
    },
  );
  if (run.status !== 0) problems.push(`${folder}: attw:\n${run.stdout}${run.stderr}`);
}

async function checkImports(manifest) {
  for (const subpath of Object.keys(manifest.exports).filter((key) => !key.endsWith('.json'))) {
    const name = join(manifest.name, subpath);
    await import(name).catch((error) => problems.push(`${name}: import of the built package fails: ${error.message}`));
  }
}
