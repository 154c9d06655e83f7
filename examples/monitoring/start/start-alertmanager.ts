import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alertmanagerConfig, type RoutingOptions } from './alertmanager-config.ts';
import { freePort } from './free-port.ts';
import type { StartedServer } from './start-prometheus.ts';
import { startProgram } from './started-program.ts';

export interface AlertmanagerOptions extends RoutingOptions {
  /** For the configuration and what it remembers. */
  readonly folder: string;
  /** If it is free. */
  readonly port?: number;
}

/** The Alertmanager of this system, on loopback, alone, with the example's routes. */
export async function startAlertmanager({ folder, port, ...routing }: AlertmanagerOptions): Promise<StartedServer> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'alertmanager.yml');
  await writeFile(config, alertmanagerConfig(routing));
  const address = `127.0.0.1:${await freePort(port)}`;
  const url = `http://${address}`;
  const started = await startProgram({
    programs: ['prometheus-alertmanager', 'alertmanager'],
    args: [
      `--config.file=${config}`,
      `--storage.path=${join(folder, 'silences')}`,
      `--web.listen-address=${address}`,
      `--web.external-url=${url}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    readyUrl: `${url}/-/ready`,
  });
  return { url, ...started };
}
