import { countFlag, type Flag, textFlag } from '../flags/flag.ts';

/** Where a process without an API shows what it measures. */
export const metricsFlags: {
  readonly 'metrics-port': Flag<number | undefined>;
  readonly 'metrics-host': Flag<string>;
  readonly 'metrics-targets': Flag<string | undefined>;
} = {
  'metrics-port': countFlag({
    help: 'port of GET /metrics for Prometheus and GET /livez, which ask for no key; 0 for any free one. Default: none',
    env: 'SPILLWAY_METRICS_PORT',
    least: 0,
    most: 65_535,
  }),
  'metrics-host': textFlag({
    help: 'address to listen on with --metrics-port',
    value: 'ADDRESS',
    env: 'SPILLWAY_METRICS_HOST',
    fallback: '127.0.0.1',
  }),
  'metrics-targets': textFlag({
    help: "folder in which its address stands while it runs, in a file for Prometheus's file discovery. Default: none",
    value: 'DIR',
    env: 'SPILLWAY_METRICS_TARGETS',
  }),
};
