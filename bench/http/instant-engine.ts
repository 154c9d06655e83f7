import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface InstantEngine extends AsyncDisposable {
  readonly url: string;
}

/** The simulated engine in a process of its own, so that its work is not counted as the client's. It answers at once. */
export async function startInstantEngine(): Promise<InstantEngine> {
  const main = fileURLToPath(import.meta.resolve('@spillway/simulator/engine')).replace(/index\.(ts|js)$/, 'main.$1');
  const args = ['--port', '0', '--speed', 'inf', '--completion-tokens', '8-32'];
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`the engine did not start: ${line}`);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
