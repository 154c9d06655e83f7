import type { SpillwayOptions } from '@spillway/core';
import { createMetricsServer, createPrometheusMetrics, listen } from '@spillway/server';
import type { FlagValues } from '../flags/flag.ts';
import { errorWords } from '../log/error-words.ts';
import { logLine } from '../log/log-line.ts';
import type { Surroundings } from '../verbs/verb.ts';
import type { metricsFlags } from './metrics-flags.ts';
import { leaveTarget } from './metrics-target.ts';
import type { ReleaseStack } from './release-stack.ts';

export interface OpenMetricsOptions extends Pick<Surroundings, 'env' | 'output' | 'clock'> {
  readonly flags: FlagValues<typeof metricsFlags>;
  readonly stack: ReleaseStack;
}

export interface OpenedMetrics {
  /** For `createSpillway`; empty when nobody asked for metrics. */
  readonly spillwayOptions: Pick<SpillwayOptions, 'meterProvider'>;
  /** Where they are shown; null when nobody asked for them. */
  readonly url: string | null;
}

/** Shows the metrics of this process until it ends, on a port of their own. */
export async function openMetrics(options: OpenMetricsOptions): Promise<OpenedMetrics> {
  const { 'metrics-port': port, 'metrics-host': host, 'metrics-targets': folder } = options.flags;
  if (port === undefined) return { spillwayOptions: {}, url: null };
  const metrics = createPrometheusMetrics();
  const onError = (error: unknown): void =>
    logLine(options, { level: 'error', where: 'metrics', ...errorWords(error) });
  const listening = options.stack.add(await listen({ server: createMetricsServer({ metrics, onError }), host, port }));
  if (folder !== undefined) {
    const { SPILLWAY_REPLICA: replica } = options.env;
    const name = replica || new URL(listening.url).host.replaceAll(/[^\w.]/g, '-');
    options.stack.add(await leaveTarget({ folder, name, url: listening.url, comesAndGoes: Boolean(replica) }));
  }
  return { spillwayOptions: { meterProvider: metrics.provider }, url: `${listening.url}/metrics` };
}
