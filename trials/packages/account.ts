import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Who tries the packages, and the empty folder that is theirs. */
export interface Account extends AsyncDisposable {
  readonly name: string;
  readonly home: string;
  /** Set when it is another account than the one that runs the trial. */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

export async function ownAccount(): Promise<Account> {
  const { username } = userInfo();
  const home = await mkdtemp(join(tmpdir(), 'spillway-home-'));
  const close = (): Promise<void> => rm(home, { recursive: true, force: true });
  return { name: username === 'root' ? 'root' : 'an ordinary user', home, [Symbol.asyncDispose]: close };
}

/** An account made for the trial, with a home of its own. Only root can make one. */
export async function ordinaryAccount(): Promise<Account> {
  const user = `spillway-try-${process.pid}`;
  execFileSync('useradd', ['--create-home', '--shell', '/bin/sh', user]);
  const [, , uid, gid, , home = ''] = execFileSync('getent', ['passwd', user], { encoding: 'utf8' }).trim().split(':');
  return {
    name: 'an ordinary user',
    home,
    ids: { uid: Number(uid), gid: Number(gid) },
    async [Symbol.asyncDispose]() {
      execFileSync('userdel', ['--remove', user], { stdio: 'ignore' });
    },
  };
}
