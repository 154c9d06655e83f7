import type { Server } from '../create-server.ts';
import { expositionType, type PrometheusMetrics } from './prometheus-metrics.ts';

/** What `createMetricsServer` takes. */
export interface MetricsServerOptions {
  readonly metrics: PrometheusMetrics;
  /** Told of what went wrong while metrics were collected. */
  readonly onError?: (error: unknown) => void;
}

/** For a process without an API: `GET /metrics`, and `GET /livez` beside it. It asks for no key. */
export function createMetricsServer({ metrics, onError = () => {} }: MetricsServerOptions): Server {
  return {
    async fetch({ method, url }) {
      const { pathname } = new URL(url);
      if (pathname !== '/metrics' && pathname !== '/livez') return new Response('Not found.\n', { status: 404 });
      if (method !== 'GET' && method !== 'HEAD') {
        return new Response('Use GET.\n', { status: 405, headers: { allow: 'GET, HEAD' } });
      }
      if (pathname === '/livez') return Response.json({ status: 'ok' });
      try {
        return new Response(await metrics.exposition(), { headers: { 'content-type': expositionType } });
      } catch (error) {
        onError(error);
        return new Response('The metrics could not be collected.\n', { status: 500 });
      }
    },
  };
}
