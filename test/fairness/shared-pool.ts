import { seededChance } from '@spillway/contract';
import type { AllotmentPolicy, Demand } from '@spillway/core/policy';
import type { Lane } from '@spillway/core/store';

/** A batch that comes to the simulated pool. */
export interface Arrival {
  readonly id: string;
  readonly tenant: string;
  readonly requests: number;
  readonly atMs?: number;
  readonly priority?: number;
  readonly deadlineAt?: number;
  readonly tokensPerRequest?: number;
}

export interface PoolOptions {
  readonly allot: AllotmentPolicy;
  readonly arrivals: readonly Arrival[];
  readonly workers: number;
  /** Of each worker. */
  readonly requestsPerSecond: number;
  /** Tokens take time, requests do not: a worker does `requestsPerSecond` requests of this many. */
  readonly usualTokens?: number;
  /** Service that tenants were charged before. */
  readonly charges?: Readonly<Record<string, number>>;
  readonly untilMs: number;
  readonly seed?: number;
  /** Requests that one claim hands out at the most: what is left of a shard. */
  readonly shardRequests?: number;
}

/** A claim that was handed out. */
export interface Turn {
  readonly atMs: number;
  readonly id: string;
  readonly tenant: string;
  readonly requests: number;
  /** Estimated tokens. */
  readonly cost: number;
}

export interface PoolHistory {
  readonly turns: readonly Turn[];
  /** When the last claim of each batch ended so far. */
  readonly endedAtMs: ReadonlyMap<string, number>;
  /** What each tenant was charged at the end. */
  readonly charges: ReadonlyMap<string, number>;
}

interface Running extends Required<Arrival> {
  unclaimed: number;
  open: number;
}

interface View {
  readonly takenMs: number;
  readonly lanes: readonly Lane[];
  readonly charges: readonly { readonly tenant: string; readonly service: number }[];
}

/** How long a worker looks at the same lanes and charges, as the real one does. */
const VIEW_MS = 250;

/** A pool of workers that each finish one claim after the other, over lanes as a store shows them. */
export function sharePool(options: PoolOptions): PoolHistory {
  const pool = new SharedPool(options);
  while (pool.step());
  return pool;
}

interface Worker {
  atMs: number;
  view: View | undefined;
}

class SharedPool implements PoolHistory {
  readonly turns: Turn[] = [];
  readonly endedAtMs: Map<string, number> = new Map();
  readonly charges: Map<string, number>;
  readonly #options: PoolOptions;
  readonly #batches: readonly Running[];
  readonly #workers: readonly Worker[];
  readonly #chance: () => number;
  #ends: { readonly atMs: number; readonly batch: Running; readonly requests: number }[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#batches = options.arrivals.map(arrive);
    this.#workers = Array.from({ length: options.workers }, (_, index) => ({ atMs: index / 1_000, view: undefined }));
    this.#chance = seededChance(options.seed ?? 1);
    this.charges = new Map(Object.entries(options.charges ?? {}));
  }

  /** Lets the worker that is free first look for a claim. Answers whether there is more to come. */
  step(): boolean {
    const worker = this.#workers.reduce((first, other) => (other.atMs < first.atMs ? other : first));
    if (worker.atMs >= this.#options.untilMs || this.#batches.every(({ unclaimed }) => unclaimed === 0)) return false;
    this.#finish(worker.atMs);
    const demand = this.#ask(worker);
    const batch = this.#batches.find(({ id }) => id === demand?.batchId);
    if (demand && batch && batch.unclaimed > 0) this.#claim(worker, batch, demand);
    else worker.atMs += VIEW_MS;
    return true;
  }

  #finish(nowMs: number): void {
    for (const { atMs, batch, requests } of this.#ends) if (atMs <= nowMs) batch.open -= requests;
    this.#ends = this.#ends.filter(({ atMs }) => atMs > nowMs);
  }

  #ask(worker: Worker): Demand | undefined {
    const { allot, requestsPerSecond, workers } = this.#options;
    const nowMs = worker.atMs;
    if (!worker.view || nowMs - worker.view.takenMs >= VIEW_MS) {
      worker.view = viewAt(nowMs, this.#batches, this.charges);
    }
    const { lanes, charges } = worker.view;
    const asking = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond, peers: workers };
    return allot({ asOf: nowMs, lanes, charges, worker: asking, chance: this.#chance() });
  }

  #claim(worker: Worker, batch: Running, demand: Demand): void {
    const { requestsPerSecond, usualTokens = 100, shardRequests = 512 } = this.#options;
    const { id, tenant } = batch;
    const requests = Math.min(demand.requests, batch.unclaimed, shardRequests);
    const cost = requests * batch.tokensPerRequest;
    batch.unclaimed -= requests;
    this.charges.set(tenant, (this.charges.get(tenant) ?? 0) + requests * demand.chargePerRequest);
    this.turns.push({ atMs: worker.atMs, id, tenant, requests, cost });
    worker.atMs += (cost / usualTokens / requestsPerSecond) * 1_000;
    this.#ends.push({ atMs: worker.atMs, batch, requests });
    this.endedAtMs.set(id, Math.max(worker.atMs, this.endedAtMs.get(id) ?? 0));
  }
}

function arrive(arrival: Arrival): Running {
  const { requests } = arrival;
  const complete = { atMs: 0, priority: 1, deadlineAt: 1e12, tokensPerRequest: 100, ...arrival };
  return { ...complete, unclaimed: requests, open: requests };
}

function viewAt(nowMs: number, batches: readonly Running[], charges: ReadonlyMap<string, number>): View {
  const lanes = batches.filter(({ atMs, open }) => atMs <= nowMs && open > 0).map((batch) => laneOf(batch));
  return { takenMs: nowMs, lanes, charges: [...charges].map(([tenant, service]) => ({ tenant, service })) };
}

function laneOf({ id, tenant, priority, deadlineAt, atMs, open, unclaimed, tokensPerRequest }: Running): Lane {
  const tokens = open * tokensPerRequest;
  const dueInMs = unclaimed > 0 ? 0 : 1;
  const lane = { batchId: id, model: 'm', tenant, priority, deadlineAt, createdAt: atMs };
  return { ...lane, open, tokens, dueInMs, permission: 'all' };
}
