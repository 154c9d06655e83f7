import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Blobs } from '@spillway/storage-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { s3Servers, useServer } from '../../storage-s3/test/s3-servers.ts';
import { positionsIn, writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { runCommand } from './started-program.ts';

const cwd = scratchFolder();
const bucket = `spillway-${process.pid}-${Date.now()}`;

describe.each(s3Servers)('--blobs s3://… on %s', (name) => {
  const server = useServer(name);

  beforeAll(async () => {
    const { endpoint, region, credentials } = server();
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
  });

  function environment(): Record<string, string> {
    const { endpoint, credentials } = server();
    return {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
  }

  async function storageFinding(blobs: string, env: Record<string, string> = environment()): Promise<unknown> {
    // Nobody listens there: only the storage is looked at.
    const database = 'postgres://127.0.0.1:9/none';
    const flags = ['--json', '--database-url', database, '--blobs', blobs];
    const { stdout } = await runCommand(['doctor', ...flags], { cwd, env });
    const events = stdout.split('\n').filter((line) => line !== '');
    return events.map((line) => JSON.parse(line)).find(({ check }) => check === 'storage');
  }

  it('takes endpoint and credentials from the environment, and doctor tells what is wrong', async () => {
    const place = `s3://${bucket}/installation`;
    expect(await storageFinding(place)).toMatchObject({ state: 'ok', text: expect.stringContaining(place) });
    expect(await storageFinding(`${place}?paths=true`)).toMatchObject({
      state: 'fail',
      fix: expect.stringContaining('path-style'),
    });
    expect(await storageFinding('s3://no-such-bucket/x')).toMatchObject({
      state: 'fail',
      fix: expect.stringContaining('Make the bucket'),
    });
    const wrong = { ...environment(), AWS_SECRET_ACCESS_KEY: 'wrong' };
    expect(await storageFinding(place, wrong)).toMatchObject({
      state: 'fail',
      fix: expect.stringContaining('AWS_SECRET_ACCESS_KEY'),
    });
  });

  it('holds runs of their own below a prefix each, and --fresh forgets what is there', async () => {
    writeRequests(join(cwd, 'in.jsonl'), { count: 5 });
    const run = ['run', 'in.jsonl', '-o', `${name}.out.jsonl`, '--simulate', '--speed', 'inf'];
    const place = ['--blobs', `s3://${bucket}/shared?path-style=true`];
    for (const flags of [[], ['--fresh']]) {
      const end = await runCommand([...run, ...place, ...flags], { cwd, env: environment() });
      expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining('5 requests answered, 0 failed, in ') });
      expect(positionsIn(join(cwd, `${name}.out.jsonl`)).length).toBe(5);
      const { endpoint, region, credentials } = server();
      await using blobs = createS3Blobs({ bucket, endpoint, region, credentials });
      const keys = (await blobs.list({ prefix: 'shared/', limit: 1_000 })).blobs.map(({ key }) => key);
      expect(new Set(keys.map((key) => key.replace(/^(shared\/runs\/run_)\w+\/.*/, '$1')))).toEqual(
        new Set(['shared/runs/run_']),
      );
      // One input: what the first run had of it is gone.
      expect(keys.filter((key) => key.includes('/files/')).length).toBe(1);
    }
  });
});
