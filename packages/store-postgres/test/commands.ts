import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EmbeddedPostgresOptions } from '@spillway/store-postgres/embedded';

/** Another process that uses the server of a folder. */
export interface Command {
  readonly url: string;
  readonly owner: boolean;
  /** Why it has no server. */
  readonly failure?: { readonly message: string; readonly code?: string; readonly hint?: string };
  /** Lets it close and end. */
  close(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

type CommandOptions = Pick<EmbeddedPostgresOptions, 'dataDir' | 'port' | 'programs' | 'cacheDir'>;

/** Starts the command and waits until it has, or fails to have, a server. */
export async function startCommand(options: CommandOptions, account?: Account): Promise<Command> {
  const child = spawnCommand(options, account);
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  return {
    ...(JSON.parse(line) as Pick<Command, 'url' | 'owner' | 'failure'>),
    close: () => ended(child, () => child.stdin?.end()),
    kill: () => ended(child, () => child.kill('SIGKILL')),
  };
}

function spawnCommand(options: CommandOptions, account: Account | undefined): ChildProcess {
  const script = fileURLToPath(new URL('embedded-command.ts', import.meta.url));
  const args = ['--conditions=@spillway/source', script, JSON.stringify({ durable: false, ...options })];
  return spawn(process.execPath, args, { ...account, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  end();
  await exit;
}
