import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { S3Capabilities, S3Credentials } from '@spillway/storage-s3';
import { afterAll, beforeAll } from 'vitest';
import { skipLoudly } from '../../../test/skip-loudly.ts';

/** A real server of S3, as `npm run services` tells of it. */
export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: S3Credentials;
  readonly capabilities: Partial<S3Capabilities>;
  /** Length of a day of its lifecycle rules. */
  readonly secondsOfDay: number | undefined;
}

/** What each server can do, declared. */
const capabilities: Readonly<Record<string, Partial<S3Capabilities>>> = {
  ceph: {},
  swift: { lifecycle: false },
};

const root = resolve(import.meta.dirname, '../../..');
const program = join(root, 'scripts/services/main.mjs');
const sharedData = process.env.SPILLWAY_SERVICES ?? join(root, '.services');

interface Told {
  readonly state: string;
  readonly facts?: Readonly<Record<'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey', string>> & {
    readonly secondsOfDay?: number;
  };
}

/** The servers that every law holds on. */
export const s3Servers: readonly string[] = Object.keys(capabilities);

/**
 * The server, for the tests of the group that calls this: one that a variable names, the one that `npm run services`
 * started, or one of its own that ends with the group. When it is not installed the tests are skipped loudly; where CI is
 * set they fail.
 */
export function useServer(name: string): () => S3Server {
  const known = statusOf(name);
  if (known.state === 'not installed') {
    skipLoudly(`every test on ${name}`, `${name} is not installed: npm run services -- install ${name}`);
  }
  let started: Started | undefined;
  beforeAll(async () => {
    if (known.state !== 'not installed') started = known.state === 'running' ? { told: known } : await startOwn(name);
  }, 120_000);
  afterAll(() => started?.stop?.(), 60_000);
  return () => serverOf(name, started?.told);
}

interface Started {
  readonly told: Told;
  readonly stop?: () => Promise<void>;
}

async function startOwn(name: string): Promise<Started> {
  const data = await mkdtemp(join(tmpdir(), 'spillway-s3-'));
  const args = [program, 'run', name, '--json', '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const told = await firstLine(child);
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  return { told: JSON.parse(told) as Told, stop };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The server did not start; its words are above.');
}

function serverOf(name: string, told: Told | undefined): S3Server {
  if (!told?.facts) throw new Error(`${name} did not start.`);
  const { endpoint, region, accessKeyId, secretAccessKey, secondsOfDay } = told.facts;
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint, region, credentials, capabilities: capabilities[name] ?? {}, secondsOfDay };
}

/** A server that somebody else runs, as compose.yaml does: `SPILLWAY_TEST_CEPH=URL`. */
function namedByVariable(name: string): Told | undefined {
  const endpoint = process.env[`SPILLWAY_TEST_${name.toUpperCase()}`];
  const accessKeyId = name === 'swift' ? 'spillway:spillway' : 'spillway';
  const facts = { region: 'us-east-1', accessKeyId, secretAccessKey: 'spillway-secret' };
  return endpoint ? { state: 'running', facts: { endpoint, ...facts } } : undefined;
}

function statusOf(name: string): Told {
  const named = namedByVariable(name);
  if (named) return named;
  const args = [program, 'status', name, '--json', '--data', sharedData];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Told;
}
