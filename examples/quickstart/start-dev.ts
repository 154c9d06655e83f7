import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A `spillway dev` of its own, as a child process. */
export interface DevServer extends AsyncDisposable {
  readonly url: string;
  readonly apiKey: string;
}

const command = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

/** Starts it on a free port, with the embedded PostgreSQL and the built-in engine, and waits until it is ready. */
export async function startDev(dataDir: string): Promise<DevServer> {
  const args = ['dev', '--json', '--port', '0', '--speed', '3', '--data-dir', dataDir];
  const child = spawn(process.execPath, ['--conditions=@spillway/source', command, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const { url, api_key: apiKey } = await readyEvent(child);
  return {
    url,
    apiKey,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function readyEvent({ stdout }: ChildProcess): Promise<{ url: string; api_key: string }> {
  if (stdout) {
    for await (const line of createInterface({ input: stdout })) {
      const event = JSON.parse(line);
      if (event.event === 'ready') return event;
      if (event.event === 'error') throw new Error(`${event.message} ${event.hint ?? ''}`);
    }
  }
  throw new Error('spillway dev ended before it was ready');
}
