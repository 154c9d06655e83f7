import { join } from 'node:path';
import { type Engine, startEngine } from '@spillway/simulator';
import type { EmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imitateMetadata } from '../../core/test/imitated-metadata.ts';
import { ManualClock } from '../../executor-vllm/test/manual-clock.ts';
import { ApiClient } from './api-client.ts';
import { isWhole, requestLines } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type StartedProgram, startCommand } from './started-program.ts';
import { warmDatabase } from './warm-database.ts';

const cwd = scratchFolder();
const apiKey = 'a-key-that-nobody-guesses';
const engineClock = new ManualClock();
let database: EmbeddedPostgres;
let engine: Engine;

beforeAll(async () => {
  database = await warmDatabase(cwd);
  engine = await startEngine({ clock: engineClock });
});
afterAll(() => Promise.all([engine.close(), database.close()]));

/** Settings come from the environment, as in a deployment. */
function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): StartedProgram {
  const env = {
    ...more,
    SPILLWAY_DATABASE_URL: database.url,
    SPILLWAY_BLOBS: `file:${join(cwd, 'blobs')}`,
    SPILLWAY_ENGINE_URL: engine.url,
    SPILLWAY_API_KEY: apiKey,
    SPILLWAY_PORT: '0',
    SPILLWAY_CONCURRENCY: '32',
  };
  return startCommand(args, { cwd, env });
}

/** What the engine has answered half a second later. */
function answeredLater(): number {
  engineClock.advance(500);
  return engine.stats().answered;
}

/** Lets time pass for the engine until it is disposed of. */
function passTime(): Disposable {
  const timer = setInterval(answeredLater, 10);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function scrape(url: string, key?: string): Promise<string> {
  const answer = await fetch(url, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe('serve, coordinate and work', () => {
  it('are one installation, and a spot worker that is told to go hands its work to the next', async () => {
    await using serve = start(['serve']);
    await using coordinate = start(['coordinate', '--metrics-port', '0']);
    await using spot = start(['work', '--pool', 'spot']);
    const [, url = ''] = await serve.said(/spillway serve ready on (\S+)/);
    const [, coordinated = ''] = await coordinate.said(/spillway coordinate ready, metrics on (\S+)/);
    await spot.said(/spillway work ready: spot-\w+, 32 at a time/);

    const client = new ApiClient(url, apiKey);
    const batch = await client.submit(requestLines({ count: 600 }));
    // Time stands still for the engine then, so that the batch cannot end before the worker is told to go.
    await expect.poll(answeredLater, { timeout: 150_000 }).toBeGreaterThan(0);
    await client.until(batch, ({ request_counts: counts }) => counts.completed > 0);
    const stopped = spot.stop('SIGTERM');
    await spot.said(/SIGTERM: finishing what is running/);
    using _ = passTime();
    expect(await stopped).toMatchObject({ code: 0 });
    expect((await client.batch(batch)).status).toBe('in_progress');

    await using dedicated = start(['work', '--pool', 'dedicated', '--worker-id', 'dedicated-0', '--metrics-port', '0']);
    const [, worked = ''] = await dedicated.said(/spillway work ready: dedicated-0.*, metrics on (\S+)/);
    const done = await client.until(batch, ({ status }) => status === 'completed');
    expect(done.request_counts).toEqual({ total: 600, completed: 600, failed: 0 });
    expect(isWhole(await client.positions(done.output_file_id), [], 600)).toBe(true);
    // A drained worker finishes what is in flight and hands back the rest untouched: nothing runs twice.
    expect(engine.stats().received).toBe(600);

    // What ends batches is counted by coordinators, what is executed by workers, and what waits is in the database.
    await expect.poll(() => scrape(coordinated)).toMatch(/^spillway_requests_sla_met_total 600$/m);
    const answered = /^spillway_executions_total\{pool="dedicated",.*verdict="answered"\} \d+$/m;
    await expect.poll(() => scrape(worked)).toMatch(answered);
    for (const shown of [
      /^spillway_queue_requests 0$/m,
      /^spillway_queue_age_seconds 0$/m,
      /^spillway_storage_free_bytes \d+$/m,
      /^spillway_autoscaler_desired_replicas\{pool="spot",model="[\w-]+"\} \d+$/m,
    ]) {
      await expect.poll(() => scrape(`${url}/metrics`, apiKey)).toMatch(shown);
    }

    const ends = await Promise.all([serve, coordinate, dedicated].map((program) => program.stop('SIGTERM')));
    expect(ends.map(({ code, stderr }) => [code, stderr.match(/ warn (metrics|interruptions): .*/g)])).toEqual(
      ends.map(() => [0, null]),
    );
  });

  it('a spot worker drains by itself when its cloud says that the machine will be taken', async () => {
    await using metadata = await imitateMetadata(({ method, url }, response) => {
      if (method === 'PUT') response.end('token');
      else if (url !== '/latest/meta-data/spot/instance-action') response.writeHead(404).end();
      else response.end('{"action":"terminate","time":"2026-01-01T00:00:00Z"}');
    });
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.baseUrl };
    await using spot = start(['work', '--pool', 'spot', '--notices', 'aws'], env);
    await spot.said(/EC2 will terminate this instance at \S+ Draining\./);
    expect(await spot.ended).toMatchObject({ code: 0 });
  });

  it('a database that cannot be reached is named, with a hint', async () => {
    await using work = startCommand(['work', '--pool', 'spot', '--engine', engine.url], {
      cwd,
      env: { SPILLWAY_DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
    });
    const { code, stderr } = await work.ended;
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PostgreSQL cannot be reached'),
    });
  });
});
