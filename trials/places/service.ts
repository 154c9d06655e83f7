import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'scripts/services/main.mjs');
const sharedData = process.env.SPILLWAY_SERVICES ?? join(root, '.services');

interface Told {
  readonly state: string;
  readonly facts?: Readonly<Record<string, string>>;
}

/** A server of `npm run services`. */
export interface Service extends AsyncDisposable {
  readonly facts: Readonly<Record<string, string>>;
}

/** The sentence to say where one of these servers is not installed; undefined when all are. */
export function missingService(...names: readonly string[]): string | undefined {
  const missing = names.find((name) => statusOf(name).state === 'not installed');
  return missing && `${missing} is not installed: npm run services -- install ${missing}`;
}

/** The server that runs already, or one of its own that ends with it. */
export async function useService(name: string): Promise<Service> {
  const { state, facts } = statusOf(name);
  if (state === 'running' && facts) return { facts, async [Symbol.asyncDispose]() {} };
  const data = await mkdtemp(join(tmpdir(), 'spillway-service-'));
  const args = [program, 'run', name, '--json', '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [unknown];
  if (typeof line !== 'string') throw new Error(`${name} did not start; its words are above`);
  return {
    facts: (JSON.parse(line) as Told).facts ?? {},
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

function statusOf(name: string): Told {
  const args = [program, 'status', name, '--json', '--data', sharedData];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Told;
}
