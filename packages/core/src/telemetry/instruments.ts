import type { Attributes, Counter, Gauge, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';
import { attemptBounds, waitBoundsMs } from '../history/work-tally.ts';

/** What a worker or a pool does for a model. */
export interface PoolLabels extends Attributes {
  readonly pool: string;
  readonly model: string;
}

/** What an engine does for a pool. */
export interface EngineLabels extends Attributes {
  readonly pool: string;
  /** Scheme, host and port. */
  readonly engine: string;
}

/**
 * Every metric, its name and its labels. Names are Prometheus's, whole, so that they are the same wherever they go. No
 * label names a batch, a tenant or a user; models are bounded by `BoundedNames`, engines by `EngineNames`.
 */
export interface Instruments {
  readonly batchesEnded: Counter<{ phase: string }>;
  readonly batchesMet: Counter;
  readonly batchesViolated: Counter;
  readonly requestsEnded: Counter<{ outcome: string }>;
  readonly requestsMet: Counter;
  readonly requestsViolated: Counter;
  readonly requestsDeduplicated: Counter;
  readonly queueWait: Histogram;
  readonly attempts: Histogram;
  readonly poolRequests: Counter<PoolLabels>;
  readonly poolTokens: Counter<PoolLabels & { direction: 'in' | 'out' }>;
  readonly poolBusy: Counter<PoolLabels>;
  readonly poolCost: Counter<PoolLabels>;
  readonly executions: Counter<PoolLabels & { verdict: string }>;
  readonly executionTime: Histogram<PoolLabels>;
  readonly claims: Counter<PoolLabels>;
  readonly leaseLosses: Counter<{ pool: string }>;
  readonly executedTokens: Counter<PoolLabels & { direction: 'in' | 'out' }>;
  readonly engineRefusals: Counter<{ pool: string }>;
  readonly engineTime: Histogram<EngineLabels>;
  readonly engineTokens: Counter<EngineLabels & { direction: 'in' | 'out' }>;
  readonly engineQueue: ObservableGauge<EngineLabels>;
  readonly engineWaiting: ObservableGauge<EngineLabels>;
  readonly engineRunning: ObservableGauge<EngineLabels>;
  readonly deadLettered: Counter<{ model: string }>;
  readonly interruptions: Counter<{ pool: string; kind: 'notice' | 'lost' }>;
  readonly decisions: Counter<{ pool: string; direction: 'up' | 'down' | 'same' }>;
  readonly replicaChanges: Counter<PoolLabels & { kind: string }>;
  readonly removed: Counter<{ what: string }>;
  readonly lastSweep: Gauge;
  readonly escalations: Counter<{ model: string }>;
  readonly relaxations: Counter<{ model: string }>;
  readonly storeCalls: Histogram<{ call: string }>;
  readonly storeErrors: Counter<{ call: string; code: string }>;
  readonly blobCalls: Histogram<{ call: string }>;
  readonly blobErrors: Counter<{ call: string; code: string }>;
  readonly blobBytes: Counter<{ direction: 'read' | 'write' }>;
}

/** Of calls to the store and to blob storage, in seconds. */
const callBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Of executions, in seconds: an embedding of a few words, and an answer that took all the time that a request has. */
const executionBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** Everything that is counted and measured in this process. */
export function createInstruments(meter: Meter): Instruments {
  const make = makersOf(meter);
  return {
    ...endings(make),
    ...work(make),
    ...engines(make),
    ...upkeep(make),
    ...calls(make),
    lastSweep: lastSweep(meter),
  };
}

type Makers = ReturnType<typeof makersOf>;

function makersOf(meter: Meter) {
  return {
    counter: <Labels extends Attributes>(name: string, description: string): Counter<Labels> =>
      meter.createCounter<Labels>(`spillway_${name}_total`, { description }),
    histogram: <Labels extends Attributes>(
      name: string,
      description: string,
      bounds: readonly number[],
    ): Histogram<Labels> =>
      meter.createHistogram<Labels>(`spillway_${name}`, {
        description,
        advice: { explicitBucketBoundaries: [...bounds] },
      }),
    observed: <Labels extends Attributes>(name: string, description: string): ObservableGauge<Labels> =>
      meter.createObservableGauge<Labels>(`spillway_${name}`, { description }),
  };
}

function lastSweep(meter: Meter): Gauge {
  return meter.createGauge('spillway_retention_last_sweep_timestamp_seconds', {
    description: 'When the sweep that is furthest behind last did all that there was, in Unix seconds.',
  });
}

/** Counted by coordinators when a batch ends. */
function endings({ counter, histogram }: Makers) {
  return {
    batchesEnded: counter('batches_ended', 'Batches that ended, by phase; each revision counts.'),
    batchesMet: counter('batches_sla_met', 'Batches that were completed by their deadline.'),
    batchesViolated: counter('batches_sla_violated', 'Batches that were completed late, expired or were given up.'),
    requestsEnded: counter('requests_ended', 'Requests of batches that ended, by outcome.'),
    requestsMet: counter(
      'requests_sla_met',
      'Requests that were answered, or refused by the engine, by their deadline.',
    ),
    requestsViolated: counter('requests_sla_violated', 'Requests that expired, were dead-lettered or came too late.'),
    requestsDeduplicated: counter('requests_deduplicated', 'Requests that were answered by the answer to another.'),
    queueWait: histogram(
      'queue_wait_seconds',
      'From the creation or reopening of a batch to the start of the last execution of a request.',
      waitBoundsMs.map((ms) => ms / 1_000),
    ),
    attempts: histogram('request_attempts', 'Attempts of requests that were executed.', attemptBounds),
    poolRequests: counter('pool_requests', 'Requests of batches that ended, by where they were executed last.'),
    poolTokens: counter('pool_tokens', 'Tokens of those requests, as the engines reported them.'),
    poolBusy: counter('pool_busy_seconds', 'Time that those executions took, summed.'),
    poolCost: counter('pool_cost', "What those requests cost, in the currency of the pools' prices, where measured."),
  };
}

/** Counted by workers as it happens. */
function work({ counter, histogram }: Makers) {
  return {
    executions: counter('executions', 'Executions that ended in this process, by verdict.'),
    executionTime: histogram(
      'execution_seconds',
      'From the start of an execution in this process to its end.',
      executionBounds,
    ),
    claims: counter('claims', 'Claims that workers of this process took.'),
    leaseLosses: counter('lease_losses', 'Claims of this process that went to others before it had ended them.'),
    executedTokens: counter('executed_tokens', 'Tokens of executions in this process, as the engines reported them.'),
    engineRefusals: counter(
      'engine_refusals',
      'Executions for which an engine had no room: 429, 503, or not asked at all.',
    ),
    deadLettered: counter('requests_dead_lettered', 'Requests that workers of this process gave up, once recorded.'),
  };
}

/** Of each engine that workers of this process use: counted as it happens, or told by the engine itself. */
function engines({ counter, histogram, observed }: Makers) {
  const own = 'by its own word';
  return {
    engineTime: histogram(
      'engine_request_seconds',
      'From a request to the whole answer of the engine.',
      executionBounds,
    ),
    engineTokens: counter('engine_tokens', 'Tokens of those answers, as the engine reported them.'),
    engineQueue: observed('engine_queue_seconds', `What requests waited in the queue of the engine, ${own}: the mean.`),
    engineWaiting: observed('engine_waiting_requests', `Requests in the queue of the engine, ${own}.`),
    engineRunning: observed('engine_running_requests', `Requests that the engine works on, ${own}.`),
  };
}

/** Counted by those who see to the fleet and to what is kept. */
function upkeep({ counter }: Makers) {
  return {
    interruptions: counter('interruptions', 'Workers that were told of an interruption, and workers that went silent.'),
    decisions: counter('autoscaler_decisions', 'Decisions about a pool for a model, by what became of its replicas.'),
    replicaChanges: counter('replica_changes', 'Replicas that this process started, stopped, and saw end.'),
    removed: counter(
      'retention_removed',
      'What was removed because it is kept no longer, or because nothing names it.',
    ),
    escalations: counter('escalations', 'Batches that were opened to a dedicated pool by this process.'),
    relaxations: counter('relaxations', 'Batches that were closed to a dedicated pool again.'),
  };
}

/** Counted by every process. */
function calls({ counter, histogram }: Makers) {
  return {
    storeCalls: histogram('store_call_seconds', 'From a call of the store to its answer.', callBounds),
    storeErrors: counter('store_errors', 'Calls of the store that failed, by what went wrong.'),
    blobCalls: histogram(
      'blob_call_seconds',
      'From a call of blob storage to its answer, and to the first chunk of a read.',
      callBounds,
    ),
    blobErrors: counter('blob_errors', 'Calls of blob storage that failed, by what went wrong.'),
    blobBytes: counter('blob_bytes', 'Bytes that were read from blob storage, and written to it.'),
  };
}
