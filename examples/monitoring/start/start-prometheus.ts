import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { prometheusConfig, type ScrapeOptions } from './prometheus-config.ts';
import { type StartedProgram, startProgram } from './started-program.ts';

export interface StartedServer extends StartedProgram {
  readonly url: string;
}

export interface PrometheusOptions extends ScrapeOptions {
  /** For the configuration and all that is collected. */
  readonly folder: string;
  /** If it is free. */
  readonly port?: number;
}

/** The Prometheus of this system, on loopback, that scrapes these processes and evaluates the rules. */
export async function startPrometheus({ folder, port, ...scraping }: PrometheusOptions): Promise<StartedServer> {
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, prometheusConfig(scraping));
  const address = `127.0.0.1:${await freePort(port)}`;
  const url = `http://${address}`;
  const started = await startProgram({
    programs: ['prometheus'],
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'samples')}`,
      `--web.listen-address=${address}`,
      `--web.external-url=${url}`,
      '--log.level=warn',
    ],
    readyUrl: `${url}/-/ready`,
  });
  return { url, ...started };
}
