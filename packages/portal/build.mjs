/** Builds the portal's assets into `assets/`, each with its compressed forms, and fails when they have grown too large. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// Else a run from tests would build what is for development, half as large again.
process.env.NODE_ENV = 'production';
const { build, defaultClientConditions } = await import('vite').catch(leaveWithoutVite);
const root = import.meta.dirname;
const outDir = join(root, 'assets');
/** All scripts and styles together, as gzip sends them. */
const MOST_BYTES = 60_000;

await build({
  configFile: false,
  root: join(root, 'app'),
  // Relative, so that the assets work under any path.
  base: './',
  resolve: { conditions: ['@spillway/source', ...defaultClientConditions] },
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: 'static',
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    // Its polyfill would be a script in the page.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});

const sizes = readdirSync(join(outDir, 'static')).map(compress);
const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
process.stdout.write(`portal: ${kilobytes(total)} of at most ${kilobytes(MOST_BYTES)} gzip\n`);
if (total > MOST_BYTES) {
  process.stderr.write('The portal has grown too large: leave something out, or load it only where it is needed.\n');
  process.exitCode = 1;
}

/** An install of what runs alone has no build tools, and is no failure. */
function leaveWithoutVite(error) {
  if (process.env.npm_lifecycle_event !== 'prepare' || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stdout.write('portal: not built, for lack of vite; install the devDependencies to build it\n');
  process.exit(0);
}

/** Writes the compressed forms beside the file and answers what gzip makes of it. */
function compress(name) {
  const path = join(outDir, 'static', name);
  const bytes = readFileSync(path);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(`${path}.gz`, gzip);
  writeFileSync(`${path}.br`, brotli);
  process.stdout.write(
    `portal: ${name.padEnd(24)} ${kilobytes(bytes.length)}, gzip ${kilobytes(gzip.length)}, brotli ${kilobytes(brotli.length)}\n`,
  );
  return /\.(js|css)$/.test(name) ? gzip.length : 0;
}

function kilobytes(bytes) {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
