import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPostgresStore } from '@spillway/store-postgres';
import { listenForAlerts, type ToldAlert } from '../../examples/monitoring/start/alert-webhook.ts';
import { startAlertmanager } from '../../examples/monitoring/start/start-alertmanager.ts';
import { startPrometheus } from '../../examples/monitoring/start/start-prometheus.ts';
import { PrometheusClient } from './prometheus-client.ts';
import { type RunningSystem, runSystem, served } from './running-system.ts';

/** An alert, and who was told. */
export type HeardAlert = ToldAlert & { readonly receiver: string };

export interface MonitoredSystem extends AsyncDisposable {
  readonly prometheus: PrometheusClient;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  readonly heard: readonly HeardAlert[];
}

/** A running system, in which much goes wrong, with Prometheus and Alertmanager on it. */
export async function monitorSystem(): Promise<MonitoredSystem> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'spillway-monitoring-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const system = stack.use(await runSystem(folder));
  const heard: HeardAlert[] = [];
  const webhook = stack.use(await listenForAlerts((receiver, alert) => heard.push({ ...alert, receiver })));
  const own = { folder: join(folder, 'monitoring') };
  const alertmanager = stack.use(await startAlertmanager({ ...own, webhook: webhook.url, waitSeconds: 1 }));
  const keyFile = join(folder, 'key');
  await writeFile(keyFile, system.key);
  const scraping = { targets: system.targets, labels: { installation: 'test' }, keyFile, everySeconds: 1 };
  const { host } = new URL(alertmanager.url);
  const { url } = stack.use(await startPrometheus({ ...own, ...scraping, alertmanager: host }));
  const prometheus = new PrometheusClient(url);
  // What went before the first scrape is in no rate.
  await untilScraped(prometheus, Object.values(system.targets).flat());
  await provoke(system, prometheus);
  const owned = stack.move();
  return {
    ...{ heard, prometheus, prometheusUrl: url, alertmanagerUrl: alertmanager.url },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function untilScraped(prometheus: PrometheusClient, targets: readonly string[]): Promise<void> {
  await see(
    prometheus,
    targets.map((target) => `up{instance="${target}"} == 1`),
  );
}

async function see(prometheus: PrometheusClient, expressions: readonly string[]): Promise<void> {
  const missing = await prometheus.untilSeen(expressions, 100_000);
  if (missing.length > 0) throw new Error(`Prometheus does not see ${missing.join(', ')}`);
}

/** Batches of every kind, and each trouble that a panel or a rule tells of. */
async function provoke(system: RunningSystem, prometheus: PrometheusClient): Promise<void> {
  const { client, notices } = system;
  notices.interrupt();
  await expireSoon(system, await client.submit(lines(3, 'served-by-nobody'), 'idle'));
  // What is there for the first time is in no rate either: it takes a second batch to be seen.
  for (const name of ['first', 'second']) {
    const { output_file_id: output } = await endOf(system, await client.submit(lines(40, served, name), name));
    if (name === 'second') await downloadWithoutBytes(system, output);
    else await see(prometheus, ['spillway_batches_sla_met_total > 0']);
  }
  await client.submit(lines(5_000, served, 'long'), 'long');
  // More than spot can do in time: opened to the dedicated pool.
  await client.submit(lines(2_000, served, 'tight'), 'tight', '1m');
  await outage(system);
}

/** Database and blobs are away for a moment. */
async function outage({ store, blobs }: RunningSystem): Promise<void> {
  await rename(blobs, `${blobs}-away`);
  await pause(1_500);
  await store.stop();
  await pause(1_500);
  await rename(`${blobs}-away`, blobs);
  await store.start();
}

/** The same batch once more, of an application that grants shorter windows than the API does. */
async function expireSoon({ store: { url } }: RunningSystem, id: string): Promise<void> {
  await using store = createPostgresStore({ connectionString: url });
  const batch = await store.batches.get({ tenant: 'default', id });
  if (!batch) throw new Error(`There is no batch ${id}`);
  await store.batches.create({ ...batch, id: 'batch_short', windowMs: 1_000, permissions: { spot: 'all' } });
}

/** Asks for a file whose bytes are lost. */
async function downloadWithoutBytes({ url, key, blobs }: RunningSystem, fileId: string | null): Promise<void> {
  for (const path of await readdir(join(blobs, 'outputs'), { recursive: true })) {
    await rm(join(blobs, 'outputs', path), { force: true, recursive: true });
  }
  const headers = { authorization: `Bearer ${key}` };
  await (await fetch(`${url}/v1/files/${fileId}/content`, { headers })).text().catch(() => {});
}

async function endOf({ client }: RunningSystem, id: string): ReturnType<RunningSystem['client']['batch']> {
  for (;;) {
    const batch = await client.batch(id);
    if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch;
    await pause(100);
  }
}

function lines(count: number, model: string, about = 'request'): string {
  return Array.from({ length: count }, (_, at) => {
    const body = { model, max_tokens: 16, temperature: 1, messages: [{ role: 'user', content: `${about} ${at}` }] };
    return `${JSON.stringify({ custom_id: `r${at}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
  }).join('');
}
