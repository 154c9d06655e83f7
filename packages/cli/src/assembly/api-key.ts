import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { SpillwayError, systemRandomness } from '@spillway/core';

/** The key that guards the API, and how it came to be. */
export interface ApiKey {
  /** Undefined: everybody is let in. */
  readonly key: string | undefined;
  readonly from: 'given' | 'kept' | 'made' | 'none';
}

export interface ApiKeyRules {
  readonly given: string | undefined;
  readonly noAuth: boolean;
  readonly host: string;
}

/** Checks that the API is open to everybody only where nobody else can reach it. Throws `invalid_argument`. */
export function refuseOpenDoor({ given, noAuth, host }: ApiKeyRules): void {
  if (!noAuth) return;
  if (given !== undefined) {
    throw refused(
      '--no-auth and a key contradict each other.',
      'Leave out one of --no-auth and --api-key (SPILLWAY_API_KEY).',
    );
  }
  if (!isLoopback(host)) {
    throw refused(
      `Without a key it may listen on loopback only, not on ${host}.`,
      'Leave out --no-auth, or listen on 127.0.0.1.',
    );
  }
}

/** The key in the file, which is made with a fresh one, for its owner's eyes only, when there is none. */
export async function keptKey(path: string): Promise<ApiKey> {
  const kept = await findKey(path);
  if (kept !== undefined) return { key: kept, from: 'kept' };
  const fresh = `${path}.${systemRandomness.id()}`;
  await writeFile(fresh, `sk-spillway-${systemRandomness.id()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link never replaces: of two first starts at the same moment one makes the key, and both use it.
    await link(fresh, path);
    return { key: await findKey(path), from: 'made' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { key: await findKey(path), from: 'kept' };
  } finally {
    await rm(fresh, { force: true });
  }
}

/** The key in the file, closed to everybody else; undefined without a file. Throws `invalid_argument` for a file without a key. */
export async function findKey(path: string): Promise<string | undefined> {
  try {
    const key = (await readFile(path, 'utf8')).trim();
    await chmod(path, 0o600);
    if (key.length >= 16) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  throw refused(`${path} holds no key of 16 or more characters.`, 'Remove the file, and a fresh key is made.');
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function refused(message: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', hint });
}
