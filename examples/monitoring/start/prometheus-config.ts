import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** The processes of an installation that show metrics. */
export type Job = 'dev' | 'serve' | 'coordinate' | 'work' | 'autoscale';

export interface ScrapeOptions {
  /** `host:port` of each process. */
  readonly targets: Readonly<Partial<Record<Job, readonly string[]>>>;
  /** How they are reached; `http` by default. */
  readonly scheme?: string;
  /** Labels that all of them get. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Holds the operator's key; without it servers are asked without a key. */
  readonly keyFile?: string | undefined;
  /** Of Alertmanager, `host:port`. */
  readonly alertmanager: string;
  /** From one scrape, and from one look at the rules, to the next. */
  readonly everySeconds: number;
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly authorization?: unknown;
}

const folder = join(import.meta.dirname, '../prometheus');

/** The configuration of `prometheus/`, with the same jobs and rules, for these processes. */
export function prometheusConfig({ targets, scheme = 'http', labels = {}, keyFile, ...pace }: ScrapeOptions): string {
  const { alertmanager, everySeconds } = pace;
  const example = parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8')) as {
    readonly scrape_configs: readonly ScrapeConfig[];
  };
  const jobs = example.scrape_configs.flatMap(({ job_name, authorization }) => {
    const addresses = targets[job_name.replace(/^spillway-/, '') as Job];
    if (addresses === undefined) return [];
    const key = authorization && keyFile !== undefined ? { authorization: { credentials_file: keyFile } } : {};
    return [{ job_name, scheme, ...key, static_configs: [{ targets: addresses, labels }] }];
  });
  return stringify({
    ...example,
    global: { scrape_interval: `${everySeconds}s`, evaluation_interval: `${everySeconds}s` },
    rule_files: [join(folder, 'rules/*.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: jobs,
  });
}
