import type { FinalLine } from '../batch/extent-lines.ts';
import { type Outcome, outcomes, type PoolService, type RevisionWork } from '../store/index.ts';
import { ValueCounter } from './value-counter.ts';

/** What of a request's final record is counted. */
export type TalliedLine = Omit<FinalLine, 'line' | 'place' | 'seq' | 'cachedTokens' | 'reasoningTokens'>;

/** Requests that one replica of a pool ends in a second of a model, and what an hour of it costs; undefined when unknown. */
export type ReplicaPrice = (
  pool: string,
  model: string,
) => { readonly hour: number; readonly perSecond: number } | undefined;

export interface WorkTallyOptions {
  /** When the revision began. */
  readonly startedAt: number;
  readonly deadlineAt: number;
}

type Tallied = { -readonly [field in keyof PoolService]: PoolService[field] };

/** Bounds of the time that requests wait, in milliseconds: from a second to a week. */
export const waitBoundsMs: readonly number[] = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 604_800].map(
  (seconds) => seconds * 1_000,
);
export const attemptBounds: readonly number[] = [1, 2, 3, 4, 5, 10];

/** Counts what one revision of a batch came to, request by request while its lines are read. */
export class WorkTally {
  /** From the start of the revision to that of the last execution, in milliseconds. */
  readonly waits: ValueCounter = new ValueCounter(waitBoundsMs);
  readonly attempts: ValueCounter = new ValueCounter(attemptBounds);
  readonly #options: WorkTallyOptions;
  readonly #outcomes: Record<Outcome, number> = { ...noOutcomes };
  readonly #pools = new Map<string, Map<string, Tallied>>();
  #met = 0;
  #copied = 0;

  constructor(options: WorkTallyOptions) {
    this.#options = options;
  }

  add(record: TalliedLine): void {
    const { outcome, settlement, startedAt, attempts, durationMs, copied } = record;
    this.#outcomes[outcome]++;
    const answered = outcome === 'succeeded' || outcome === 'failed';
    if (answered && settlement.settledAt <= this.#options.deadlineAt) this.#met++;
    if (copied) this.#copied++;
    // Copies, withdrawn requests and lethal ones that were given up have no execution of their own.
    if (copied || startedAt === 0) return;
    // Only the store's clock is compared with itself. A flush follows the last execution by about a second.
    this.waits.add(Math.max(0, settlement.settledAt - durationMs - this.#options.startedAt));
    this.attempts.add(attempts);
    this.#serve(record);
  }

  #serve({ settlement: { pool, model }, tokensIn, tokensOut, durationMs }: TalliedLine): void {
    if (pool === null) return;
    const ofPool = this.#pools.get(pool) ?? new Map<string, Tallied>();
    this.#pools.set(pool, ofPool);
    const service = ofPool.get(model) ?? { pool, model, requests: 0, tokensIn: 0, tokensOut: 0, busyMs: 0, cost: null };
    ofPool.set(model, service);
    service.requests++;
    service.tokensIn += tokensIn;
    service.tokensOut += tokensOut;
    service.busyMs += durationMs;
  }

  /** What it came to, by pool and model in their order. */
  work(price: ReplicaPrice): RevisionWork {
    const { cancelled } = this.#outcomes;
    const total = outcomes.reduce((sum, outcome) => sum + this.#outcomes[outcome], 0);
    const services = [...this.#pools.values()].flatMap((ofPool) => [...ofPool.values()]);
    return {
      startedAt: this.#options.startedAt,
      outcomes: { ...this.#outcomes },
      met: this.#met,
      violated: total - cancelled - this.#met,
      deduplicated: this.#copied,
      queueWaitMs: this.waits.distribution(),
      attempts: this.attempts.distribution(),
      pools: services.toSorted(byPoolAndModel).map((service) => ({ ...service, cost: costOf(service, price) })),
    };
  }
}

const noOutcomes = { succeeded: 0, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 };

/** The share of a replica's time that the requests took, by what one ends in a second, at its price. */
function costOf({ pool, model, requests }: PoolService, price: ReplicaPrice): number | null {
  const replica = price(pool, model);
  return replica ? (requests / replica.perSecond / 3_600) * replica.hour : null;
}

function byPoolAndModel(one: PoolService, other: PoolService): number {
  if (one.pool !== other.pool) return one.pool < other.pool ? -1 : 1;
  return one.model < other.model ? -1 : 1;
}
