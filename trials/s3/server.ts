import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

const program = resolve(import.meta.dirname, '../../scripts/services/main.mjs');

/** What `npm run services` says of a server. */
interface Told {
  readonly state: string;
  readonly facts?: Readonly<Record<'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey', string>>;
}

/** A real server of S3, with a bucket that nobody else uses. */
export interface TrialServer extends AsyncDisposable {
  readonly name: string;
  readonly endpoint: string;
  /** What `--blobs` takes; through another endpoint when one is named. */
  blobs(endpoint?: string): string;
  /** What the processes find their credentials in. */
  readonly env: Readonly<Record<string, string>>;
}

/** Whether the server could be started here. */
export async function isInstalled(name: string): Promise<boolean> {
  return (await statusOf(name)).state !== 'not installed';
}

/** The server that runs here already, unless one of its own is wanted; else one that ends with the trial. */
export async function openServer(name: string, { own }: { readonly own: boolean }): Promise<TrialServer> {
  const known = await statusOf(name);
  if (known.state === 'not installed') throw new Error(`${name} is not installed: npm run services -- install ${name}`);
  await using opened = new AsyncDisposableStack();
  const told = known.state === 'running' && !own ? known : opened.use(await startOwn(name));
  if (!told.facts) throw new Error(`${name} did not start.`);
  const { endpoint, region, accessKeyId, secretAccessKey } = told.facts;
  const bucket = `spillway-trial-${Date.now()}`;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  opened.defer(() => removeLarge(client, bucket));
  const kept = opened.move();
  const more = `region=${region}${name === 'swift' ? '&lifecycle=false' : ''}`;
  return {
    name,
    endpoint,
    blobs: (through = endpoint) => `s3://${bucket}/trial?endpoint=${through}&${more}`,
    env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A server that stays may keep everything in memory. */
async function removeLarge(client: S3Client, bucket: string): Promise<void> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key, Size = 0 } of Contents)
    if (Size >= 2 ** 20) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  client.destroy();
}

async function startOwn(name: string): Promise<Told & AsyncDisposable> {
  const data = await mkdtemp(join(tmpdir(), 'spillway-trial-s3-'));
  const child = spawn(process.execPath, [program, 'run', name, '--json', '--data', data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error(`${name} did not start; its words are above.`)),
  );
  ended.catch(() => {});
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
  return {
    ...(JSON.parse(line) as Told),
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function statusOf(name: string): Promise<Told> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'status', name, '--json']);
  return JSON.parse(stdout) as Told;
}
