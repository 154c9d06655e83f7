import type { MeterProvider as MeterProviderApi } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { observeProcess } from './observe-process.ts';

/** Metrics that are kept in this process, and those of the process itself, to be scraped by Prometheus. */
export interface PrometheusMetrics {
  /** For `createSpillway`, and for whatever else measures by OpenTelemetry's API. */
  readonly provider: MeterProviderApi;
  /**
   * Everything measured so far, in Prometheus's text format. Each call collects anew; what does not answer in time, as a
   * gauge of a store that hangs, is left out.
   */
  exposition(): Promise<string>;
}

/** What an exposition is. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** What `createPrometheusMetrics` takes. */
export interface PrometheusMetricsOptions {
  /** How long a collection waits for what is observed; 5,000 by default, half of what Prometheus waits. */
  readonly timeoutMs?: number;
}

/**
 * Metrics for `createServer`.
 *
 * @example
 * ```ts
 * import { createSpillway } from '@spillway/core';
 * import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
 * import { createPrometheusMetrics, createServer } from '@spillway/server';
 *
 * const metrics = createPrometheusMetrics();
 * const spillway = await createSpillway({
 *   store: createMemoryStore(),
 *   blobs: createMemoryBlobs(),
 *   meterProvider: metrics.provider,
 *   observeInstallation: true,
 * });
 * const server = createServer({ spillway, metrics });
 * const scraped = await server.fetch(new Request('http://localhost/metrics'));
 * ```
 */
export function createPrometheusMetrics({ timeoutMs = 5_000 }: PrometheusMetricsOptions = {}): PrometheusMetrics {
  const reader = new ScrapedReader();
  const provider = new MeterProvider({ readers: [reader] });
  observeProcess(provider);
  // Labels are the program's own: neither a target nor a scope is repeated on every series.
  const serializer = new PrometheusSerializer('', false, undefined, true, true);
  return {
    provider,
    exposition: async () => serializer.serialize((await reader.collect({ timeoutMillis: timeoutMs })).resourceMetrics),
  };
}

/** Collects when it is asked, and at no other time. */
class ScrapedReader extends MetricReader {
  constructor() {
    // What is cumulative stays for ever. A gauge that nobody observes any more, as of a pool that went, must not.
    super({
      aggregationTemporalitySelector: (kind) =>
        kind === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    });
  }

  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}
