import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { S3Capabilities, S3Credentials } from '@spillway/storage-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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

/**
 * Describes the same on each server: the one that `npm run services` started, or one of its own that ends with the
 * tests. A server that is not installed is skipped loudly, and a failure where CI is set.
 */
export function describeOnS3(body: (server: () => S3Server, name: string) => void): void {
  for (const name of Object.keys(capabilities)) {
    const known = statusOf(name);
    if (known.state === 'not installed') missing(name);
    else describe(`on ${name}`, () => body(startedServer(name, known), name));
  }
}

function startedServer(name: string, known: Told): () => S3Server {
  let started: Started | undefined;
  beforeAll(async () => {
    started = known.state === 'running' ? { told: known } : await startOwn(name);
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

function statusOf(name: string): Told {
  const args = [program, 'status', name, '--json', '--data', sharedData];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Told;
}

function missing(name: string): void {
  const complaint = `The S3 server ${name} is not installed: npm run services -- install ${name}`;
  if (process.env.CI === 'true') test(`on ${name}`, () => expect.fail(complaint));
  else {
    console.warn(`SKIPPED, every test on ${name}. ${complaint}`);
    describe.skip(`on ${name}`, () => test('is skipped', () => {}));
  }
}
