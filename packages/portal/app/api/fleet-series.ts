/** One pool at one instant. */
export interface PoolPoint {
  readonly live_replicas: number;
  readonly desired_replicas: number | null;
  readonly in_flight: number;
  readonly slots: number;
  readonly requests_per_second: number | null;
  readonly tokens_per_second: number | null;
  readonly cost_per_hour: number | null;
}

/** The installation at one instant. */
export interface FleetPoint {
  readonly at: number;
  readonly queue_batches: number;
  readonly queue_requests: number;
  readonly queue_age_seconds: number | null;
  readonly pools: Readonly<Record<string, PoolPoint>>;
}

/** The last hour of the server's process, oldest first. */
export interface FleetSeries {
  readonly span_seconds: number;
  readonly points: readonly FleetPoint[];
}
