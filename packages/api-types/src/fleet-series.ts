/** One pool at one moment. */
export interface PoolPoint {
  /** Workers that live. */
  readonly live_replicas: number;
  /** Workers that it should have. */
  readonly desired_replicas: number;
  /** Requests. */
  readonly in_flight: number;
  /** Requests that its workers can have in flight. */
  readonly slots: number;
  /** Requests that ended in any way; null until its workers have been seen twice. */
  readonly requests_per_second: number | null;
  /** The same in estimated tokens. */
  readonly tokens_per_second: number | null;
  /** Of the live replicas, at the pool's price. */
  readonly cost_per_hour: number | null;
}

/** The fleet at one moment. */
export interface FleetPoint {
  readonly at: number;
  /** Batches that have not ended. */
  readonly queue_batches: number;
  /** Their requests without an outcome. */
  readonly queue_requests: number;
  /** Since the oldest batch that has not ended was created; 0 without any. */
  readonly queue_age_seconds: number;
  /** By name. */
  readonly pools: Readonly<Record<string, PoolPoint>>;
}

/** The fleet's last hour. */
export interface FleetSeries {
  readonly object: 'fleet.series';
  /** Between two points. */
  readonly span_seconds: number;
  /** The oldest first. */
  readonly points: readonly FleetPoint[];
}
