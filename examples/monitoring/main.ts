/** `npm run monitoring`: Prometheus and Alertmanager of this system, on a running `spillway dev`. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listenForAlerts, type ToldAlert } from './start/alert-webhook.ts';
import { scrapeProblem } from './start/scrape-problem.ts';
import { startAlertmanager } from './start/start-alertmanager.ts';
import { startPrometheus } from './start/start-prometheus.ts';

const usage = `npm run monitoring -- [--url URL] [--data-dir DIR] [--key-file FILE] [--webhook URL]

Starts Prometheus and Alertmanager on a running spillway dev, with the rules of examples/monitoring, until Ctrl-C.

  --url URL         the server, http://127.0.0.1:8787 by default
  --data-dir DIR    the data folder of dev, .spillway by default; what is collected is kept in monitoring/ below it
  --key-file FILE   the file that holds the operator's key; api-key in the data folder by default
  --webhook URL     gets alerts at /page and /ticket; without it they are printed here
`;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8787' },
    'data-dir': { type: 'string', default: '.spillway' },
    'key-file': { type: 'string' },
    webhook: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) say(usage.trimEnd());
else process.exitCode = await monitor().catch(({ message }: Error) => complain(message));

async function monitor(): Promise<number> {
  const folder = resolve(values['data-dir']);
  const usual = join(folder, 'api-key');
  const keyFile = values['key-file'] ?? (existsSync(usual) ? usual : undefined);
  const key = keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8').trim();
  const problem = await scrapeProblem(values.url, key);
  if (problem !== undefined) return complain(problem);
  const stopped = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal))).then(
    () => undefined,
  );
  await using stack = new AsyncDisposableStack();
  const kept = join(folder, 'monitoring');
  const server = new URL(values.url);
  const webhook = values.webhook ?? stack.use(await listenForAlerts(tellAlert)).url;
  const alertmanager = stack.use(await startAlertmanager({ folder: kept, port: 9093, webhook, waitSeconds: 5 }));
  const prometheus = stack.use(
    await startPrometheus({
      folder: kept,
      port: 9090,
      targets: { dev: [server.host] },
      discovered: { work: join(folder, 'metrics-targets', '*.json') },
      scheme: server.protocol.slice(0, -1),
      labels: { installation: 'dev' },
      keyFile,
      alertmanager: new URL(alertmanager.url).host,
      everySeconds: 5,
    }),
  );
  say(`monitoring ready for ${values.url}, until Ctrl-C
  prometheus    ${prometheus.url}/graph
  rules         ${prometheus.url}/alerts
  alertmanager  ${alertmanager.url}
  grafana       ${grafanaNote(prometheus.url)}`);
  const words = await Promise.race([stopped, prometheus.ended, alertmanager.ended]);
  return words === undefined ? 0 : complain(`It ended by itself:\n${words}`);
}

function tellAlert(receiver: string, { status, labels, annotations }: ToldAlert): void {
  say(`${receiver} ${status}: ${labels.alertname}. ${annotations.summary}. See ${annotations.runbook_url}`);
}

/** Grafana is in no Debian release, so it is pointed at what runs here. */
function grafanaNote(prometheus: string): string {
  const variables = `SPILLWAY_PROMETHEUS_URL=${prometheus} SPILLWAY_DASHBOARDS=${join(import.meta.dirname, 'grafana/dashboards')}`;
  const server = ['grafana', 'grafana-server'].find((program) => spawnSync(program, ['-v']).error === undefined);
  const start = `${variables} GF_PATHS_PROVISIONING=${join(import.meta.dirname, 'grafana/provisioning')}`;
  if (server === undefined)
    return `is not installed here. In any Grafana: add ${prometheus} as a data source, import grafana/dashboards/*.json`;
  return `start it by: ${start} ${server === 'grafana' ? 'grafana server' : server} --homepath /usr/share/grafana`;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
