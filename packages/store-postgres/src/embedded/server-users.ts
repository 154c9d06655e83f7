import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, ownMark } from './process-mark.ts';

/** Records that this process uses the server; answers the path that {@link removeUser} takes. Needs the lock. */
export function addUser(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, ownMark());
  writeFileSync(path, '', { mode: 0o600 });
  return path;
}

export function removeUser(path: string): void {
  rmSync(path, { force: true });
}

/** Whether anyone alive uses the server. Forgets users that died. Needs the lock. */
export function hasUsers(dir: string): boolean {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const dead = readdirSync(dir).filter((mark) => !isAlive(mark));
  for (const mark of dead) rmSync(join(dir, mark), { force: true });
  return readdirSync(dir).length > 0;
}
