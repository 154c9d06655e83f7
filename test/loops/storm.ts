import { seededChance } from '@spillway/contract';
import { createSpillway, type Spillway, SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Batch } from '@spillway/core/store';
import { type Installation, install } from './installation.ts';
import { createScriptedExecutor, type ScriptedExecutor } from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { StormLog } from './storm-log.ts';
import { stormyVerdict } from './stormy-verdict.ts';
import { type Wire, wireTo } from './wire.ts';

/** What may go wrong in a storm, beside the engines' verdicts. */
export interface Weather {
  /** Workers lose their network for up to a minute, and executors may die. */
  readonly cuts: boolean;
  /** Blob storage fails now and then. */
  readonly outages: boolean;
  /** Requests repeat, so that most could be answered by the answers of others. */
  readonly repeats?: boolean;
}

interface StormyWorker {
  readonly wire: Wire;
  readonly spillway: Spillway;
  readonly executor: ScriptedExecutor;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** When blob storage was away. */
class Outage {
  away = false;
  #awayMs = 0;
  #awaySince: number | undefined;

  get awayMs(): number {
    return this.#awayMs;
  }

  /** Counts the time until now. */
  tally(now: number): void {
    if (this.#awaySince !== undefined) this.#awayMs += now - this.#awaySince;
    this.#awaySince = this.away ? now : undefined;
  }
}

/** Starts a storm from a seed. */
export async function brew(seed: number, weather: Weather): Promise<Storm> {
  const outage = new Outage();
  const installation = await install({
    blobs: (blobs) => failing(blobs, () => outage.away),
    spillway: { requestTimeoutMs: 20_000, randomness: seededRandomness(seed) },
  });
  const storm = new Storm({ seed, weather, outage, installation });
  await storm.begin();
  return storm;
}

interface StormOptions {
  readonly seed: number;
  readonly weather: Weather;
  readonly outage: Outage;
  readonly installation: Installation;
}

/** A fleet under random trouble. */
export class Storm {
  readonly installation: Installation;
  readonly batches: Batch[] = [];
  readonly wires: Wire[] = [];
  readonly log: StormLog = new StormLog();
  readonly #options: StormOptions;
  readonly #workers: StormyWorker[] = [];
  readonly #chance: () => number;

  constructor(options: StormOptions) {
    this.#options = options;
    this.installation = options.installation;
    this.#chance = seededChance(options.seed);
  }

  /** How long blob storage was away: a deadline's grace grows by as much. */
  get awayMs(): number {
    return this.#options.outage.awayMs;
  }

  async begin(): Promise<void> {
    for (let index = 0; index < 3; index++) {
      const order = this.#options.weather.repeats ? { different: 25 } : {};
      const [count, window] = [20 + this.#pick(150), `${2 + this.#pick(4)}m`];
      this.batches.push(await this.installation.submit(count, window, 'm', order));
    }
    await this.#start('spot');
    await this.#start('dedicated');
  }

  /** Lets trouble happen until the batches' deadlines are near. */
  async rage(): Promise<void> {
    const { clock, spillway } = this.installation;
    const endAt = clock.now() + 200_000;
    while (clock.now() < endAt) {
      await clock.pass(1_000 + this.#pick(8_000));
      await this.#trouble();
      if (this.#pick(60) === 0) await spillway.batches.cancel({ id: (this.batches[this.#pick(3)] as Batch).id });
    }
    this.#calm();
  }

  async end(): Promise<void> {
    for (const { stop } of this.#workers) stop.abort();
    await this.installation.clock.until(Promise.all(this.#workers.map(({ ended }) => ended)));
    await this.installation[Symbol.asyncDispose]();
  }

  async #start(pool: string): Promise<void> {
    const { seed, weather } = this.#options;
    const { clock, store, blobs } = this.installation;
    const wire = wireTo(store, clock);
    const randomness = seededRandomness(seed + this.wires.length + 1);
    const spillway = await createSpillway({ store: wire.store, blobs, clock, keepOpen: true, randomness });
    const verdict = () => stormyVerdict(this.#chance(), weather);
    const executor = createScriptedExecutor(clock, verdict, { takesMs: 50 + this.#pick(3_000) });
    const id = `${pool}-${this.wires.length}`;
    const stop = new AbortController();
    const ended = spillway
      .worker({ id, pool, executor: this.log.observed(executor), concurrency: 1 + this.#pick(40), drainMs: 10_000 })
      .run({ signal: stop.signal });
    this.wires.push(wire);
    this.#workers.push({ wire, spillway, executor, stop, ended });
  }

  async #trouble(): Promise<void> {
    const { weather, outage } = this.#options;
    const at = this.#pick(6);
    const worker = this.#workers[this.#pick(this.#workers.length)];
    if (at === 0 && worker) await this.#drain(worker);
    if (!outage.away && (at === 1 || this.#workers.length < 2)) await this.#start(this.#pick(2) ? 'spot' : 'dedicated');
    if (at === 2 && worker && weather.cuts) worker.wire.state = this.#pick(2) ? 'cut' : 'silent';
    if (at === 3) for (const { wire } of this.#workers) wire.state = 'up';
    if (at === 4 && weather.outages) outage.away = !outage.away;
    outage.tally(this.installation.clock.now());
    if (at === 5 && worker) worker.executor.healthy = !worker.executor.healthy;
  }

  async #drain(worker: StormyWorker): Promise<void> {
    const { clock } = this.installation;
    worker.stop.abort();
    this.#workers.splice(this.#workers.indexOf(worker), 1);
    const before = clock.now();
    await clock.until(worker.ended);
    if (clock.now() - before > 15_000) throw new Error(`a drain took ${clock.now() - before} ms`);
  }

  #calm(): void {
    this.#options.outage.away = false;
    this.#options.outage.tally(this.installation.clock.now());
    for (const { wire, executor } of this.#workers) {
      wire.state = 'up';
      executor.healthy = true;
    }
  }

  #pick(count: number): number {
    return Math.floor(this.#chance() * count);
  }
}

function failing(blobs: BlobStorage, away: () => boolean): BlobStorage {
  const refuse = (): void => {
    if (away()) throw new SpillwayError('the disk is gone', { code: 'unavailable' });
  };
  return {
    ...blobs,
    async put(key, source, options) {
      refuse();
      return blobs.put(key, source, options);
    },
    async *read(key, range) {
      refuse();
      yield* blobs.read(key, range);
    },
  };
}
