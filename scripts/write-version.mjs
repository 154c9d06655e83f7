/** Carries the version that the changesets made into the source that tells it at run time. */
import { readFileSync, writeFileSync } from 'node:fs';

const path = 'packages/core/src/version.ts';
const { version } = JSON.parse(readFileSync('packages/core/package.json', 'utf8'));
writeFileSync(path, readFileSync(path, 'utf8').replace(/version = '[^']*'/, `version = '${version}'`));
