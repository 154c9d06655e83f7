import type { Attributes, Meter, ObservableGauge } from '@opentelemetry/api';
import type { PoolLabels } from './instruments.ts';

/** What is read from the store, and from blob storage, whenever metrics are collected. */
export interface Gauges {
  readonly queueBatches: ObservableGauge;
  readonly queueRequests: ObservableGauge;
  readonly queueAge: ObservableGauge;
  readonly slack: ObservableGauge;
  readonly atRisk: ObservableGauge;
  readonly freeBytes: ObservableGauge;
  readonly workers: ObservableGauge<{ pool: string }>;
  readonly workerSlots: ObservableGauge<{ pool: string }>;
  readonly inFlight: ObservableGauge<{ pool: string }>;
  readonly engines: ObservableGauge<{ pool: string; state: 'healthy' | 'unhealthy' }>;
  readonly desiredReplicas: ObservableGauge<PoolLabels>;
  readonly liveReplicas: ObservableGauge<PoolLabels>;
  readonly maxReplicas: ObservableGauge<{ pool: string }>;
  readonly coldStart: ObservableGauge<PoolLabels>;
  readonly requestsPerSecond: ObservableGauge<PoolLabels>;
  readonly tokensPerSecond: ObservableGauge<PoolLabels>;
  readonly workRequests: ObservableGauge<{ model: string }>;
  readonly workTokens: ObservableGauge<{ model: string }>;
}

export function createGauges(meter: Meter): Gauges {
  const gauge = <Labels extends Attributes>(name: string, description: string): ObservableGauge<Labels> =>
    meter.createObservableGauge<Labels>(`spillway_${name}`, { description });
  const observed = 'when the fleet was last decided about';
  return {
    queueBatches: gauge('queue_batches', 'Batches that have not ended.'),
    queueRequests: gauge('queue_requests', 'Requests without an outcome.'),
    queueAge: gauge('queue_age_seconds', 'Since the creation of the oldest batch that has not ended; 0 without any.'),
    slack: gauge(
      'sla_slack_seconds',
      'From the expected finish to the deadline, of the batch that has the least of it.',
    ),
    atRisk: gauge('batches_at_risk', 'Running batches that are expected to be late.'),
    freeBytes: gauge('storage_free_bytes', 'Bytes that blob storage can still take, where it knows a bound.'),
    workers: gauge('workers', 'Workers that live.'),
    workerSlots: gauge('worker_slots', 'Requests that they can have in flight.'),
    inFlight: gauge('requests_in_flight', 'Requests that their engines are working on.'),
    engines: gauge('engines', 'Engines, as the workers that use them last saw them; one that several use counts once.'),
    desiredReplicas: gauge('autoscaler_desired_replicas', 'Workers that the pool should have for the model.'),
    liveReplicas: gauge('autoscaler_live_replicas', `Workers that it had, ${observed}.`),
    maxReplicas: gauge('autoscaler_max_replicas', 'Workers of each model at the most, of pools that something scales.'),
    coldStart: gauge('autoscaler_cold_start_seconds', `What a fresh worker takes until it works, ${observed}.`),
    requestsPerSecond: gauge('autoscaler_replica_requests_per_second', `What one worker ends, ${observed}.`),
    tokensPerSecond: gauge('autoscaler_replica_tokens_per_second', `The same in estimated tokens, ${observed}.`),
    workRequests: gauge('autoscaler_work_requests', `Requests of the model without an outcome, ${observed}.`),
    workTokens: gauge('autoscaler_work_tokens', `Their estimated tokens, ${observed}.`),
  };
}
