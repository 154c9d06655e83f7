import type { ServedModel } from '../executor/executor.ts';
import type { EndedWork, EngineHealth } from '../store/worker-registry.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { version } from '../version.ts';
import { EngineTally } from './engine-tally.ts';
import { type FleetView, firstView, viewFleet } from './fleet-view.ts';
import { ModelSpeed } from './model-speed.ts';
import { Throughput } from './throughput.ts';
import type { WorkerOptions } from './worker-options.ts';

type PresenceNeeds = 'id' | 'pool' | 'pools' | 'store' | 'executor' | 'concurrency' | 'clock' | 'onTrouble';

export interface PresenceOptions extends Pick<WorkerOptions, PresenceNeeds> {
  readonly beatMs: number;
  readonly inFlight: () => number;
}

/** A worker among the others: says that it lives, and learns who else does. */
export class Presence {
  readonly #options: PresenceOptions;
  readonly throughput: Throughput;
  readonly engineTally: EngineTally;
  readonly #speed = new ModelSpeed();
  readonly #bornMs: number;
  #readyMs: number | null = null;
  #view: FleetView;
  #ended: EndedWork = { requests: 0, tokens: 0 };

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#bornMs = options.clock.monotonic();
    this.throughput = new Throughput(this.#bornMs);
    this.engineTally = new EngineTally(this.#bornMs);
    this.#view = firstView(options.pool);
  }

  get view(): FleetView {
    return this.#view;
  }

  /** An engine is ready. The first time counts. */
  ready(): void {
    this.#readyMs ??= this.#options.clock.monotonic() - this.#bornMs;
  }

  /** A request of the model is in flight. */
  started(model: string): void {
    this.#speed.started(model, this.#options.clock.monotonic());
  }

  /** A request of the model is in flight no more; `tokens` when it ended. */
  stopped(model: string, tokens: number | undefined): void {
    if (tokens !== undefined) this.#count(tokens);
    this.#speed.stopped(model, this.#options.clock.monotonic(), tokens);
  }

  #count(tokens: number): void {
    this.throughput.finished();
    this.#ended = { requests: this.#ended.requests + 1, tokens: this.#ended.tokens + tokens };
  }

  /** Beats until the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, executor, onTrouble } = this.#options;
    let news: Promise<'news'> | undefined = executor.ready({ signal }).then(
      () => 'news',
      () => 'news',
    );
    while (!signal.aborted) {
      if (executor.models().length > 0) news = undefined;
      this.throughput.measure(clock.monotonic());
      await unlessAborted(this.#beat(), signal).catch((error) => onTrouble({ where: 'beat', error }));
      if ((await this.#pause(signal, news)) === 'news') news = undefined;
    }
  }

  /** Batches are planned by what beats say of models: the first beat that can name them does not wait for its turn. */
  async #pause(signal: AbortSignal, news: Promise<'news'> | undefined): Promise<'news' | undefined> {
    const { clock, beatMs } = this.#options;
    const over = new AbortController();
    const turn = clock.sleep(beatMs, AbortSignal.any([signal, over.signal])).then(() => undefined);
    const woken = await (news ? Promise.race([news, turn]) : turn);
    over.abort();
    return woken;
  }

  async #beat(): Promise<void> {
    const { id, store, pool, pools, executor, concurrency, clock, inFlight, beatMs } = this.#options;
    const models = executor.models();
    await store.workers.beat({
      id,
      pool: pool.name,
      models: models.map((model) => model.id),
      contextTokens: contextTokensOf(models),
      capacity: concurrency,
      inFlight: inFlight(),
      version,
      engines: this.#engines(),
      throughput: this.#speed.rates(clock.monotonic()),
      readyMs: this.#readyMs,
      ended: this.#ended,
      livesMs: 3 * beatMs,
    });
    this.#view = viewFleet(pool, pools, await store.workers.list());
  }

  #engines(): readonly EngineHealth[] {
    const { executor, clock } = this.#options;
    const nowMs = clock.monotonic();
    return executor.engines().map((engine) => ({ ...engine, answers: this.engineTally.at(engine.url, nowMs) }));
  }
}

function contextTokensOf(models: readonly ServedModel[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    models.flatMap(({ id, maxModelTokens }) => (maxModelTokens === null ? [] : [[id, maxModelTokens]])),
  );
}
