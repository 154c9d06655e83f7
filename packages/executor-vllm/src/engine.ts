import type { Clock } from '@spillway/core/clock';
import {
  ConcurrencyLimit,
  type EngineQueue,
  type Execution,
  type ServedModel,
  type Verdict,
} from '@spillway/core/executor';
import { type Dispatcher, Pool } from 'undici';
import { Breaker } from './breaker.ts';
import { classify } from './classify.ts';
import { DispatchCall } from './dispatch-call.ts';
import { type Look, lookAt } from './health.ts';
import type { EngineSettings, VllmExecutorSettings } from './options.ts';
import { QueueWatch } from './queue/queue-watch.ts';
import type { Reply } from './reply.ts';
import type { Watch } from './watch.ts';

/** Bounds the answers of looks. */
const MAX_LOOK_BYTES = 4 * 1024 ** 2;
/** Of a page of metrics: several times what engines have, and 17 ms of reading at the worst. */
const MAX_PAGE_BYTES = 1024 ** 2;

/** An engine that was busy is asked less for this long when it does not say how long; most that it may ask for. */
const REST_MS = 100;
const MAX_REST_MS = 10_000;

// libuv probes an idle connection ten times a second after this, so a machine that vanishes is noticed within 25 s.
const connect = { keepAlive: true, keepAliveInitialDelay: 15_000 };

/** How things stood when a request went out. */
interface Sent {
  readonly probe: boolean;
  /** Of the limit of requests in flight. */
  readonly mark: number;
}

/** One replica: its connections, its breaker and what was last seen of it. */
export class Engine {
  readonly url: string;
  readonly breaker: Breaker;
  readonly #settings: VllmExecutorSettings;
  readonly #engine: EngineSettings;
  readonly #clock: Clock;
  readonly #watch: Watch;
  readonly #limit: ConcurrencyLimit;
  readonly #pool: Pool;
  /** Apart from the requests' connections, which may all be taken. */
  readonly #looks: Pool;
  /** Apart from both: a page of metrics that does not come must not keep a look at its health waiting. */
  readonly #pages: Pool;
  readonly #queue = new QueueWatch();
  #reading: Promise<void> | undefined;
  #inFlight = 0;
  #restsUntilMs = 0;
  #answeredMs = Number.NEGATIVE_INFINITY;
  #models: readonly ServedModel[] | null;
  /** Why it is not alive; undefined when it is. */
  #lifeless: string | undefined = 'has not answered yet';
  #looking: Promise<Look['kind']> | undefined;

  constructor(engine: EngineSettings, settings: VllmExecutorSettings, watch: Watch) {
    this.url = engine.origin + engine.prefix;
    this.breaker = new Breaker(settings.breaker);
    this.#settings = settings;
    this.#engine = engine;
    this.#clock = settings.clock;
    this.#watch = watch;
    this.#limit = new ConcurrencyLimit({ most: settings.connections });
    this.#models = engine.models;
    // Answers come when they are done, so no timeout but the request's own makes sense. HTTP/2 would put all requests
    // on one connection, which then breaks under all of them.
    const shared = { headersTimeout: 0, bodyTimeout: 0, allowH2: false, connect };
    this.#pool = new Pool(engine.origin, { ...shared, connections: settings.connections });
    const beside = { ...shared, connections: 1, connectTimeout: settings.healthTimeoutMs };
    this.#looks = new Pool(engine.origin, beside);
    this.#pages = new Pool(engine.origin, beside);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** What it serves, by its last word; null when it does not say. */
  get models(): readonly ServedModel[] | null {
    return this.#models;
  }

  /** Why no request should go there, for people; undefined when it is healthy. */
  get reason(): string | undefined {
    return this.#lifeless ?? this.breaker.reason;
  }

  /** What it says of its queue. */
  get queue(): EngineQueue {
    return this.#queue.at(this.#clock.monotonic());
  }

  /** Requests in its queue, by its own word; cheap, since workers ask for it with every request. */
  get waiting(): number | null {
    return this.#queue.waiting;
  }

  takesWork(nowMs: number): boolean {
    return this.#lifeless === undefined && this.breaker.admits(nowMs);
  }

  serves(model: string): boolean {
    return this.#models === null || this.#models.some(({ id }) => id === model);
  }

  /** Whether it said lately that it has no room. */
  rests(nowMs: number): boolean {
    return nowMs < this.#restsUntilMs;
  }

  /** What it takes at once, by what it said lately. */
  get capacity(): number {
    return this.#limit.value;
  }

  get full(): boolean {
    return this.#inFlight >= this.#limit.value;
  }

  /** The verdict of a request that is not sent because the engine is full. */
  turnAway(): Verdict {
    const message = `answered lately that it has no room, and is given ${this.#limit.value} at a time until it has`;
    return { kind: 'busy', engine: this.url, statusCode: 503, message, retryAfterMs: null };
  }

  /** Executes one request. Ends within its timeout, and never throws. */
  async execute({ requestId, traceparent, path, body, timeoutMs, signal }: Execution): Promise<Verdict> {
    const { maxResponseBytes } = this.#settings;
    const probe = this.breaker.enter();
    const { mark } = this.#limit;
    const call = new DispatchCall({ deadlineMs: this.#clock.monotonic() + timeoutMs, maxBytes: maxResponseBytes });
    const headers = [...this.#engine.headers, 'x-request-id', requestId];
    if (traceparent !== undefined) headers.push('traceparent', traceparent);
    this.#inFlight++;
    this.#watch.add(call, signal);
    try {
      this.#pool.dispatch({ method: 'POST', path: this.#engine.prefix + path, headers, body }, call);
      return await this.#conclude(call, timeoutMs, { probe, mark });
    } finally {
      this.#inFlight--;
      this.#watch.remove(call, signal);
    }
  }

  /**
   * Looks at the engine's health and models; those who ask while a look is under way share it. Answers what it found.
   */
  look(): Promise<Look['kind']> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /**
   * Asks what it says of its queue, where that is due and the last look found it alive. Nothing waits for that, and it
   * decides nothing.
   */
  readQueue(): void {
    const due = this.#lifeless === undefined && this.#queue.isDue(this.#clock.monotonic());
    // Nobody waits for it, so nobody would catch what it throws.
    if (due) this.#reading ??= this.#readQueue().catch(() => this.#queue.silent());
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#looks.destroy(), this.#pages.destroy(), this.#reading]);
  }

  async #readQueue(): Promise<void> {
    try {
      const reply = await this.#get('/metrics', this.#pages, MAX_PAGE_BYTES);
      this.#queue.heard(this.#clock.monotonic(), reply);
    } finally {
      this.#reading = undefined;
    }
  }

  async #conclude(call: DispatchCall, timeoutMs: number, { probe, mark }: Sent): Promise<Verdict> {
    const reply = await call.reply;
    const alive = reply.kind === 'broken' && (await this.#livesOn(call, reply));
    const { verdict, standing } = classify(asStopped(call, reply), {
      engine: this.url,
      believedWell: !probe && this.breaker.closed,
      alive,
      timeoutMs,
      maxBytes: this.#settings.maxResponseBytes,
      now: this.#clock.now(),
    });
    const nowMs = this.#clock.monotonic();
    const { inFlight } = this;
    if (standing === 'well') {
      this.#answeredMs = nowMs;
      this.#limit.ended('well', { mark, inFlight });
    }
    if (verdict.kind === 'busy') {
      this.#limit.ended('busy', { mark, inFlight });
      this.#restsUntilMs = nowMs + Math.min(verdict.retryAfterMs ?? REST_MS, MAX_REST_MS);
    }
    this.breaker.ended(standing, probe, nowMs);
    return verdict;
  }

  /** After a break: whether the engine is still there. A request that never left need not wait for the answer. */
  async #livesOn(call: DispatchCall, { sent }: Reply & { kind: 'broken' }): Promise<boolean> {
    const look = this.look();
    return sent && (await call.unlessStopped(look)) === 'alive';
  }

  async #look(): Promise<Look['kind']> {
    const startedMs = this.#clock.monotonic();
    const look = await lookAt((path) => this.#get(path, this.#looks));
    // A loaded engine may be slow to say that it is healthy; an answer to a request says it as well.
    if (look.kind === 'silent' && this.#answeredMs >= startedMs) return 'alive';
    this.#lifeless = look.kind === 'alive' ? undefined : look.reason;
    if (look.kind !== 'alive') this.#queue.silent();
    if (look.kind === 'alive' && look.models !== undefined && this.#engine.models === null) this.#models = look.models;
    return look.kind;
  }

  async #get(path: string, pool: Pool, maxBytes = MAX_LOOK_BYTES): Promise<Reply> {
    const deadlineMs = this.#clock.monotonic() + this.#settings.healthTimeoutMs;
    const call = new DispatchCall({ deadlineMs, maxBytes });
    const options: Dispatcher.DispatchOptions = {
      method: 'GET',
      path: this.#engine.prefix + path,
      headers: [...this.#engine.headers],
      // A connection of its own each time: one that was kept could hide that no new ones are accepted.
      reset: true,
    };
    this.#watch.add(call);
    try {
      pool.dispatch(options, call);
      return await call.reply;
    } finally {
      this.#watch.remove(call);
    }
  }
}

/** A call that was stopped while its broken connection was looked into ended by the stop. */
function asStopped(call: DispatchCall, reply: Reply): Reply {
  if (call.stopCause === undefined || reply.kind !== 'broken') return reply;
  return { kind: 'stopped', cause: call.stopCause, sent: reply.sent };
}
