/**
 * OpenAI's files and batches API, and Spillway's own endpoints beside it, as one `fetch` handler or as a server that listens.
 *
 * @module
 */
export { createServer, type Server, type ServerOptions } from './create-server.ts';
export type { SystemLinks } from './links.ts';
export { type Listening, type ListenOptions, listen } from './listen.ts';
export { createMetricsServer, type MetricsServerOptions } from './metrics/create-metrics-server.ts';
export {
  createPrometheusMetrics,
  type PrometheusMetrics,
  type PrometheusMetricsOptions,
} from './metrics/prometheus-metrics.ts';
export type { PortalOptions } from './portal/add-portal.ts';
export { createPortalServer, type PortalServerOptions } from './portal/create-portal-server.ts';
