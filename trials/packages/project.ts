import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Account } from './account.ts';
import { bareEnvironment } from './bare-environment.ts';

const maxCommandMs = 180_000;

/** A folder with a package.json, and the account that works in it. */
export class Project {
  readonly folder: string;
  readonly #account: Account;

  private constructor(folder: string, account: Account) {
    this.folder = folder;
    this.#account = account;
  }

  static async create(account: Account, name = 'project'): Promise<Project> {
    const folder = join(account.home, name);
    await mkdir(folder);
    if (account.ids) await chown(folder, account.ids.uid, account.ids.gid);
    return new Project(folder, account);
  }

  async write(name: string, content: string): Promise<void> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    if (this.#account.ids) await chown(path, this.#account.ids.uid, this.#account.ids.gid);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  /** Starts a command in a process group of its own. */
  start(program: string, args: readonly string[]): ChildProcess {
    return spawn(program, args, {
      cwd: this.folder,
      env: bareEnvironment(this.#account),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      ...this.#account.ids,
    });
  }

  /** What a command prints on stdout. Throws with all that it said when it does not exit with `code`. */
  async run(program: string, args: readonly string[], { code = 0 }: { readonly code?: number } = {}): Promise<string> {
    const child = this.start(program, args);
    const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), maxCommandMs);
    const [[exit], said, complained] = await Promise.all([
      once(child, 'close'),
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
    ]);
    clearTimeout(late);
    if (exit === code) return said.trim();
    throw new Error(`${program} ${args.join(' ')} exited with ${exit}:\n${said}${complained}`);
  }
}
