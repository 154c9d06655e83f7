import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, objectsIn, type Said } from './called-command.ts';
import { writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const input = join(scratchFolder(), 'in.jsonl');
let server: ServerUnderTest;
let batch: string;

/** A batch of four requests, run twice. */
beforeAll(async () => {
  writeRequests(input, { count: 4 });
  server = await startServer();
  batch = (await call(['submit', input])).stdout.trim();
  await server.spillway.batches.ended({ id: batch });
  await server.spillway.batches.retry({ id: batch, outcomes: ['succeeded'] });
  await server.spillway.batches.ended({ id: batch });
});
afterAll(() => server[Symbol.asyncDispose]());

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  return callAnywhere(args, { ...options, env: { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey } });
}

describe('history', () => {
  it('shows a line for each revision that ended, the last first', async () => {
    const { code, stdout } = await call(['history']);
    expect(code).toBe(0);
    const [titles = '', latest = '', first = ''] = stdout.split('\n');
    expect(titles).toMatch(/^BATCH +ENDED AS +/);
    expect(latest).toMatch(new RegExp(`^${batch} \\(2\\) +completed .*kept +4/4`));
    expect(first).toMatch(new RegExp(`^${batch} +completed .*kept +4/4`));
  });

  it('speaks to programs, and chooses by batch and time', async () => {
    const reports = objectsIn(await call(['history', '--json', '--batch', batch]));
    expect(reports).toMatchObject([
      { event: 'report', id: `${batch}_r2`, sla: 'met', requests: { sla_met: 4 } },
      { event: 'report', id: `${batch}_r1`, sla: 'met', pools: [{ pool: 'spot', requests: 4 }] },
    ]);
    expect(objectsIn(await call(['history', '--json', '--since', '1h', '--limit', '1']))).toHaveLength(1);
    const none = await call(['history', '--batch', 'batch_unknown']);
    expect([none.code, none.stderr]).toEqual([0, 'No batch has ended that is still known of.\n']);
  });
});
