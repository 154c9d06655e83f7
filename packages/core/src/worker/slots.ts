import type { Executor, Pressure } from '../executor/index.ts';
import type { Trouble } from '../spillway/options.ts';
import type { ClaimRun } from './claim-run.ts';
import type { RequestRun } from './request-run.ts';

export interface SlotsOptions {
  readonly executor: Executor;
  /** Requests in flight, at the most. */
  readonly concurrency: number;
  /** Whether nothing new may be started for now. */
  readonly stalled: () => boolean;
  /** Told of each request that is started. */
  readonly onStart: (run: ClaimRun) => void;
  /** Told of each request that is in flight no more, and whether it ended. */
  readonly onStop: (run: ClaimRun, ended: boolean) => void;
  readonly onChange: () => void;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Shares a worker's concurrency among its claims: the oldest claim first. */
export class Slots {
  readonly #options: SlotsOptions;
  readonly #runs = new Set<ClaimRun>();
  #inFlight = 0;

  constructor(options: SlotsOptions) {
    this.#options = options;
  }

  get runs(): ReadonlySet<ClaimRun> {
    return this.#runs;
  }

  /** Requests that may be in flight: what the worker was given, or fewer while its engines have no room. */
  get limit(): number {
    return this.#limitUnder(this.#options.executor.pressure());
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests that wait to be started, now or after a retry delay. */
  get unstarted(): number {
    let unstarted = 0;
    for (const run of this.#runs) unstarted += run.unstarted;
    return unstarted;
  }

  /** The claim that must run alone, if there is one. */
  get suspect(): ClaimRun | undefined {
    for (const run of this.#runs) if (run.suspect) return run;
    return undefined;
  }

  add(run: ClaimRun): void {
    this.#runs.add(run);
    this.pump();
  }

  remove(run: ClaimRun): void {
    this.#runs.delete(run);
  }

  /** Starts requests while there are slots and engines. A suspect starts only when nothing else runs, and then alone. */
  pump(): void {
    const { executor, stalled, onChange } = this.#options;
    const suspect = this.suspect;
    const pressure = executor.pressure();
    const limit = this.#limitUnder(pressure);
    const closed = stalled() || pressure.healthyEngines === 0;
    for (const run of closed ? [] : this.#runs) {
      if (suspect && (run !== suspect || this.#inFlight > 0)) continue;
      for (let request = this.#next(run, limit); request; request = this.#next(run, limit)) this.#start(run, request);
    }
    onChange();
  }

  /** At least one, which finds out whether there is room again. */
  #limitUnder({ capacity }: Pressure): number {
    const { concurrency } = this.#options;
    return Math.min(concurrency, Math.max(1, capacity ?? concurrency));
  }

  #next(run: ClaimRun, limit: number): RequestRun | undefined {
    return this.#inFlight < limit ? run.take() : undefined;
  }

  #start(run: ClaimRun, request: RequestRun): void {
    const { onStart, onStop, onTrouble } = this.#options;
    this.#inFlight++;
    onStart(run);
    run
      .execute(request)
      .then((ended) => onStop(run, ended))
      .catch((error) => onTrouble({ where: 'execute', error }))
      .finally(() => {
        this.#inFlight--;
        this.pump();
      });
  }
}
