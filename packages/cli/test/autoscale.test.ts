import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine } from '@spillway/simulator';
import type { EmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../executor-vllm/test/manual-clock.ts';
import { ApiClient } from './api-client.ts';
import { call } from './called-command.ts';
import { requestLines } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { startCommand } from './started-program.ts';
import { warmDatabase } from './warm-database.ts';

const cwd = scratchFolder();
let database: EmbeddedPostgres;
beforeAll(async () => {
  database = await warmDatabase(cwd);
});
afterAll(() => database.close());

const withinMs = 240_000;

it(
  'dev --autoscale starts from no worker, has workers of its own for each model, and ends them',
  async () => {
    const pools = 'spot:max=1;dedicated:max=1';
    const flags = ['--no-auth', '--port', '0', '--speed', 'inf', '--model', 'a', '--model', 'b', '--pools', pools];
    await using dev = startCommand(['dev', '--autoscale', ...flags], {
      cwd,
      env: { SPILLWAY_DATABASE_URL: database.url, SPILLWAY_WORKER_ID: 'not-for-each' },
    });
    const [, url = ''] = await dev.said(/spillway ready on (\S+)/);
    await dev.said(/workers +as the fleet decides, up to 1 spot and 1 dedicated/);
    const client = new ApiClient(url, 'none');
    const executions = expect.stringMatching(/^spillway_executions_total\{.*pool="spot".*\} \d+$/m);
    // Watched from now on: a worker goes soon after its work is done.
    const shown = expect.poll(shownByWorkers, { timeout: withinMs }).toContainEqual(executions);
    for (const model of ['a', 'b']) {
      const id = await client.submit(requestLines({ count: 20, model }));
      const done = await client.until(
        id,
        ({ status }) => status !== 'validating' && status !== 'in_progress' && status !== 'finalizing',
      );
      expect(done).toMatchObject({ status: 'completed', request_counts: { completed: 20 } });
      await dev.said(new RegExp(`spot worker \\d+ for ${model} started`));
    }
    await shown;
    // Its workers write to the same stream, which is closed only when all of them are gone.
    const { code, stderr } = await dev.stop('SIGTERM');
    expect(code).toBe(0);
    expect(stderr).toContain('spillway work ready: spot-');
    expect(stderr).not.toContain('dedicated worker');
    expect(readdirSync(targets)).toEqual([]);
  },
  withinMs,
);

const targets = join(cwd, '.spillway/metrics-targets');

/** What the workers show where Prometheus is led to. Rejects when one of them goes meanwhile. */
async function shownByWorkers(): Promise<string[]> {
  const hosts = readdirSync(targets).map((name) => {
    const [found] = JSON.parse(readFileSync(join(targets, name), 'utf8'));
    expect(found).toEqual({ targets: [expect.any(String)], labels: { preemptible: 'true' } });
    return found.targets[0];
  });
  return Promise.all(hosts.map(async (host) => (await fetch(`http://${host}/metrics`)).text()));
}

it(
  'autoscale runs its command for the pools of a deployment, and a dry run says what another would do',
  async () => {
    // It answers when all have seen that there is work.
    const engineClock = new ManualClock();
    await using engine = await startEngine({ clock: engineClock });
    const env = {
      SPILLWAY_DATABASE_URL: database.url,
      SPILLWAY_BLOBS: `file:${join(cwd, 'deployed')}`,
      SPILLWAY_POOLS: 'burst:price=2,preemptible,max=2',
      SPILLWAY_DATA_DIR: join(cwd, 'deployed-data'),
      SPILLWAY_ENGINE_URL: engine.url,
      SPILLWAY_PORT: '0',
    };
    await using serve = startCommand(['serve', '--no-auth'], { cwd, env });
    await using coordinate = startCommand(['coordinate'], { cwd, env });
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const command = `"${process.execPath}" --conditions=@spillway/source "${main}" work`;
    await using scaler = startCommand(['autoscale', '--metrics-port', '0', '--command', command], { cwd, env });
    await using dry = startCommand(['autoscale', '--dry-run', '--json'], { cwd, env });
    const [, scaled = ''] = await scaler.said(/spillway autoscale ready: up to 2 burst, metrics on (\S+)/);
    await Promise.all([coordinate.said(/ready/), dry.said(/"event":"ready"/)]);
    const [, url = ''] = await serve.said(/ready on (\S+)/);
    const client = new ApiClient(url, 'none');
    const id = await client.submit(requestLines({ count: 20 }));
    await scaler.said(/burst worker \d+ for spillway-sim started/);
    const [line = ''] = await dry.said(/^.*"event":"wish".*"desiredReplicas":1.*$/m);
    expect(JSON.parse(line)).toMatchObject({ pool: 'burst', model: 'spillway-sim' });
    await client.until(id, ({ status }) => {
      engineClock.advance(1_000);
      return status === 'completed';
    });
    const shown = await (await fetch(scaled)).text();
    expect(shown).toMatch(/^spillway_replica_changes_total\{pool="burst",model="spillway-sim",kind="started"\} 1$/m);
    expect(shown).toMatch(/^spillway_store_call_seconds_count\{call="fleet.list"\} \d+$/m);
    expect(shown).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
    expect(await scaler.stop('SIGTERM')).toMatchObject({ code: 0 });
  },
  withinMs,
);

describe('what cannot be scaled is refused before anything starts', () => {
  it.each([
    [['dev', '--autoscale', '--no-auth', '--pools', 'spot;dedicated'], 'a pool with a maximum'],
    [['autoscale', '--dry-run'], 'a pool with a maximum'],
    [['autoscale', '--dry-run', '--pools', 'spot:max=1', '--pool', 'dedicated'], 'no pool "dedicated" a maximum'],
    [['autoscale', '--pools', 'spot:max=1'], 'either --command or --dry-run'],
    [['autoscale', '--pools', 'spot:max=1', '--dry-run', '--command', 'true'], 'either --command or --dry-run'],
  ])('%j', async (args, reason) => {
    expect(await call(args)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(reason) });
  });
});
