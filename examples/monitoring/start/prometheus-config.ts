import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** The processes of an installation that show metrics. */
export type Job = 'dev' | 'serve' | 'coordinate' | 'work' | 'autoscale';

export interface ScrapeOptions {
  /** `host:port` of each process. */
  readonly targets: Readonly<Partial<Record<Job, readonly string[]>>>;
  /** Files in which processes that come and go leave theirs, as a pattern. */
  readonly discovered?: Readonly<Partial<Record<Job, string>>>;
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
export function prometheusConfig({
  targets,
  discovered = {},
  alertmanager,
  everySeconds,
  ...scraping
}: ScrapeOptions): string {
  const { scheme = 'http', labels = {}, keyFile } = scraping;
  const example = parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8')) as {
    readonly scrape_configs: readonly ScrapeConfig[];
  };
  const jobs = example.scrape_configs.flatMap(({ job_name, authorization }) => {
    const job = job_name.replace(/^spillway-/, '') as Job;
    const [addresses, files] = [targets[job], discovered[job]];
    const key = authorization && keyFile !== undefined ? { authorization: { credentials_file: keyFile } } : {};
    const known = addresses && [{ job_name, scheme, ...key, static_configs: [{ targets: addresses, labels }] }];
    return known ?? (files === undefined ? [] : [{ job_name, ...foundIn(files, labels) }]);
  });
  return stringify({
    ...example,
    global: { scrape_interval: `${everySeconds}s`, evaluation_interval: `${everySeconds}s` },
    rule_files: [join(folder, 'rules/*.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: jobs,
  });
}

/** Addresses from files, which have labels of their own. */
function foundIn(files: string, labels: Readonly<Record<string, string>>): object {
  const relabel_configs = Object.entries(labels).map(([target_label, replacement]) => ({ target_label, replacement }));
  return { file_sd_configs: [{ files: [files] }], relabel_configs };
}
