import { SpillwayError } from '@spillway/core/errors';
import type { EngineHealth, Execution, Executor, Pressure, ServedModel, Verdict } from '@spillway/core/executor';
import { chooseEngine } from './choose-engine.ts';
import { Engine } from './engine.ts';
import { parseOptions, type VllmExecutorOptions, type VllmExecutorSettings } from './options.ts';
import { servedModels } from './served-models.ts';
import { Watch } from './watch.ts';

/**
 * Runs requests on vLLM or any other engine with OpenAI's endpoints, over one or several replicas. Looks at the engines
 * from now on until it is disposed. Throws `invalid_argument` for a wrong option.
 */
export function createVllmExecutor(options: VllmExecutorOptions): Executor {
  return new VllmExecutor(parseOptions(options));
}

class VllmExecutor implements Executor {
  readonly #settings: VllmExecutorSettings;
  readonly #watch: Watch;
  readonly #engines: readonly Engine[];
  readonly #closed = new AbortController();
  readonly #looking: Promise<unknown>;
  #looked = Promise.withResolvers<void>();
  #turn = 0;

  constructor(settings: VllmExecutorSettings) {
    this.#settings = settings;
    this.#watch = new Watch(settings.clock);
    this.#engines = settings.engines.map((engine) => new Engine(engine, settings, this.#watch));
    this.#looking = Promise.all(this.#engines.map((engine) => this.#keepLooking(engine)));
  }

  async ready({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const gaveUp = Promise.withResolvers<void>();
    const giveUp = (): void => gaveUp.resolve();
    signal?.addEventListener('abort', giveUp, { once: true });
    while (!this.#takesWork() && !signal?.aborted && !this.#closed.signal.aborted) {
      await Promise.race([this.#looked.promise, gaveUp.promise]);
    }
    signal?.removeEventListener('abort', giveUp);
    if (this.#closed.signal.aborted) throw closedError();
    if (!this.#takesWork()) throw this.#notReady();
  }

  models(): readonly ServedModel[] {
    const nowMs = this.#settings.clock.monotonic();
    // One whose breaker is half open counts, or nobody would send it the request that closes it.
    return servedModels(this.#engines.filter((engine) => engine.takesWork(nowMs)));
  }

  async execute(execution: Execution): Promise<Verdict> {
    this.#check(execution);
    if (this.#closed.signal.aborted) return { kind: 'preempted', engine: null, message: 'the executor is closed' };
    if (execution.signal.aborted) return { kind: 'preempted', engine: null, message: 'the execution was aborted' };
    const nowMs = this.#settings.clock.monotonic();
    const engine = chooseEngine(this.#engines, { model: execution.model, turn: this.#turn++, nowMs });
    if (!engine) return this.#noEngine(execution.model);
    return engine.full ? engine.turnAway() : engine.execute(execution);
  }

  pressure(): Pressure {
    const nowMs = this.#settings.clock.monotonic();
    const healthy = this.#engines.filter((engine) => engine.takesWork(nowMs));
    const capacity = healthy.reduce((sum, engine) => sum + engine.capacity, 0);
    return {
      inFlight: this.#engines.reduce((sum, engine) => sum + engine.inFlight, 0),
      waiting: sumOfKnown(healthy.map(({ waiting }) => waiting)),
      healthyEngines: healthy.length,
      capacity: Number.isFinite(capacity) ? capacity : null,
    };
  }

  engines(): readonly EngineHealth[] {
    return this.#engines.map(({ url, reason, queue }) =>
      reason === undefined ? { url, healthy: true, queue } : { url, healthy: false, reason, queue },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    this.#watch.close();
    this.#looked.resolve();
    await Promise.all(this.#engines.map((engine) => engine.close()));
    await this.#looking;
  }

  async #keepLooking(engine: Engine): Promise<void> {
    const { clock, healthIntervalMs } = this.#settings;
    while (!this.#closed.signal.aborted) {
      if ((await engine.look()) === 'alive') engine.breaker.mend();
      if (!this.#closed.signal.aborted) engine.readQueue();
      this.#looked.resolve();
      this.#looked = Promise.withResolvers();
      await clock.sleep(healthIntervalMs, this.#closed.signal);
    }
  }

  #takesWork(): boolean {
    return this.pressure().healthyEngines > 0;
  }

  #noEngine(model: string): Verdict {
    const healthy = this.#engines.filter((engine) => engine.reason === undefined);
    const message =
      healthy.length > 0
        ? `no healthy engine serves model ${JSON.stringify(model)}`
        : `no engine takes work: ${this.#reasons()}`;
    return { kind: 'unreachable', engine: null, message, sent: false };
  }

  #reasons(): string {
    return this.#engines.map(({ url, reason }) => `${url} ${reason ?? 'is healthy'}`).join('; ');
  }

  #notReady(): SpillwayError {
    return new SpillwayError(`no engine takes work: ${this.#reasons()}`, {
      code: 'unavailable',
      hint: 'Start the engine, or check its URL and API key.',
    });
  }

  #check({ path, requestId, timeoutMs }: Execution): void {
    if (!this.#settings.paths.has(path)) throw invalid('path', `${JSON.stringify(path)} is not on the allow list`);
    if (!/^[\x21-\x7e]+$/.test(requestId)) throw invalid('requestId', 'holds a character that no header may hold');
    if (!(timeoutMs > 0)) throw invalid('timeoutMs', `must be above 0, not ${timeoutMs}`);
  }
}

function sumOfKnown(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (value === null ? sum : (sum ?? 0) + value), null);
}

function invalid(param: string, problem: string): SpillwayError {
  return new SpillwayError(`${param} ${problem}`, { code: 'invalid_argument', param });
}

function closedError(): SpillwayError {
  return new SpillwayError('the executor is closed', { code: 'closed' });
}
