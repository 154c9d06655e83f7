import type { Meter } from '@opentelemetry/api';

/** A call that was answered. */
export interface AnsweredCall {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** Until the answer began. */
  readonly durationMs: number;
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts calls of the API. Labels are bounded: routes are templates, and methods that nobody knows are one. */
export function createHttpCounts(meter: Meter): (call: AnsweredCall) => void {
  const requests = meter.createCounter<{ route: string; method: string; status: string }>(
    'spillway_http_requests_total',
    { description: 'Calls of the API, by the template of their path.' },
  );
  const seconds = meter.createHistogram<{ route: string; method: string }>('spillway_http_request_seconds', {
    description: 'From a call of the API until its answer began.',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] },
  });
  return ({ route, method: asked, status, durationMs }) => {
    const method = methods.has(asked) ? asked : 'other';
    requests.add(1, { route, method, status: String(status) });
    seconds.record(durationMs / 1_000, { route, method });
  };
}
