import type { AppContext } from '../app-context.ts';
import { expositionType } from '../metrics/prometheus-metrics.ts';
import { HttpRefusal } from '../wire/error-body.ts';

/** `GET /metrics`, where Prometheus looks for them. */
export function addMetricsRoute({ router, metrics }: AppContext): void {
  router.add(
    {
      id: 'metrics',
      method: 'get',
      path: '/metrics',
      tag: 'Metrics',
      summary: 'What is measured, for Prometheus',
      description: 'Of this process, and of the installation as a whole. Answers 404 on a server that keeps none.',
      scope: 'operator',
      answer: { type: expositionType, description: "Prometheus's text format." },
    },
    async () => {
      if (!metrics) throw new HttpRefusal(404, { message: 'This server keeps no metrics.' });
      return new Response(await metrics.exposition(), { headers: { 'content-type': expositionType } });
    },
  );
}
