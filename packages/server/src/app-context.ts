import type { Clock, Spillway } from '@spillway/core';
import type { Authenticate } from './access/authenticate.ts';
import type { ApiRouter } from './api/router.ts';
import type { SystemLinks } from './links.ts';
import type { LiveViews } from './live/live-views.ts';
import type { PrometheusMetrics } from './metrics/prometheus-metrics.ts';
import type { TakePlace } from './stream/stream-limit.ts';

/** What every route works with. */
export interface AppContext {
  readonly spillway: Spillway;
  readonly clock: Clock;
  readonly router: ApiRouter;
  /** Aborts when the host is about to stop: streams of events end then. */
  readonly stopping: AbortSignal;
  /** Finds out who calls, or refuses it. */
  readonly authenticate: Authenticate;
  /** Lets a caller open a stream of events, or refuses it. */
  readonly takePlace: TakePlace;
  /** What viewers look at. */
  readonly live: LiveViews;
  /** What is sent for an answer that a route makes. */
  readonly present: (answer: object) => object;
  /** Told of failures that are ours. */
  readonly report: (error: unknown, requestId: string) => void;
  /** Where operators look further. */
  readonly links: SystemLinks;
  /** What `/metrics` shows. */
  readonly metrics: PrometheusMetrics | undefined;
  /** Whether the short calls of the first prototype are taken, too. */
  readonly compatibility: boolean;
}
