import type { Store } from '../../store/index.ts';
import { createWorld, outputLifeMs, unlessRefused, type World } from './world.ts';

/** Time that moves only when the storm says so. */
export interface StormClock {
  now(): number;
  advance(ms: number): void;
}

export interface StormOptions {
  readonly store: Store;
  readonly clock: StormClock;
  readonly seed: number;
  readonly moves: number;
  readonly graceMs: number;
}

export interface StormReport {
  readonly violations: readonly string[];
  /** How often each kind of thing happened. */
  readonly happened: Readonly<Record<string, number>>;
}

export const endpoint = '/v1/chat/completions';
/** One request. */
export const line: string = `${JSON.stringify({ custom_id: 'c', method: 'POST', url: endpoint, body: { model: 'm', messages: [] } })}\n`;
const minute = 60_000;
/** The longest that a call may take from looking at a file to what it does with it: well below the grace. */
const patienceMs = 4 * minute;

/**
 * Uploads, creates, cancels, retries, removals, expiries, steps of batches and sweeps, all at once and in an order that the
 * seed decides, then everything at rest. Answers what went wrong.
 */
export async function storm({ store, clock, seed, moves, graceMs }: StormOptions): Promise<StormReport> {
  const chance = chanceOf(seed);
  const wait = async (): Promise<void> => {
    const most = chance() < 0.1 ? 40 : 4;
    for (let turns = Math.floor(chance() * most); turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const world = await createWorld({ store, now: () => clock.now(), graceMs, wait });
  const players = new Players(world, clock, chance);
  for (let move = 0; move < moves; move++) {
    players.play();
    await wait();
  }
  await players.rest();
  await settle(world, clock);
  return { violations: [...world.violations, ...(await missing(world))], happened: players.happened };
}

/** Lets everything expire that does, and sweeps it. */
async function settle(world: World, clock: StormClock): Promise<void> {
  for (let round = 0; round < 12; round++) {
    clock.advance(round < 6 ? 30 * minute : 13 * 60 * minute);
    while ((await world.coordinate()) > 0);
    await world.sweep();
  }
}

/** Every visible file has its bytes, and no other bytes of files are left. */
async function missing({ spillway, blobs }: World): Promise<readonly string[]> {
  const { files } = await spillway.files.list();
  const page = await blobs.list({ prefix: '', limit: 100_000 });
  const left = new Set(page.blobs.map(({ key }) => key).filter((key) => /^(files|outputs)\//.test(key)));
  const without = files.filter(({ blob }) => !left.delete(blob));
  return [...without.map(({ blob }) => `${blob} is gone`), ...[...left].map((key) => `${key} was left`)];
}

class Players {
  readonly happened: Record<string, number> = {};
  readonly #world: World;
  readonly #clock: StormClock;
  readonly #chance: () => number;
  readonly #files: string[] = [];
  readonly #batches: string[] = [];
  /** Calls under way, and when they began. */
  readonly #calls = new Map<Promise<void>, number>();
  #failure: unknown;

  constructor(world: World, clock: StormClock, chance: () => number) {
    this.#world = world;
    this.#clock = clock;
    this.#chance = chance;
  }

  play(): void {
    const { spillway } = this.#world;
    const at = this.#chance();
    if (at < 0.08) this.#begin('upload', () => this.#upload());
    else if (at < 0.18) this.#begin('create', () => this.#create());
    else if (at < 0.22)
      this.#begin('cancel', () => unlessRefused(spillway.batches.cancel({ id: this.#one(this.#batches) })));
    else if (at < 0.4) this.#begin('retry', () => this.#retry());
    else if (at < 0.44) this.#begin('remove', () => this.#remove());
    else if (at < 0.6) this.#begin('sweep', () => this.#world.sweep(), false);
    else if (at < 0.75) this.#advance();
    else this.#begin('coordinate', () => this.#world.coordinate());
  }

  async rest(): Promise<void> {
    await Promise.all(this.#calls.keys());
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** What counts on a file that it looked at is patient for a while only; sweeps may be as slow as they like. */
  #begin(kind: string, act: () => Promise<unknown>, isHasty = true): void {
    const call = act().then(
      () => this.#note(kind),
      (error) => {
        this.#failure ??= error;
      },
    );
    this.#calls.set(call, isHasty ? this.#clock.now() : Number.POSITIVE_INFINITY);
    void call.finally(() => this.#calls.delete(call));
  }

  #advance(): void {
    const ms = Math.floor(this.#chance() * 3 * minute);
    const oldest = Math.min(...this.#calls.values(), Number.POSITIVE_INFINITY);
    if (this.#clock.now() + ms - oldest < patienceMs) this.#clock.advance(ms);
  }

  async #upload(): Promise<void> {
    const lives = [null, minute, 5 * minute, 20 * minute, outputLifeMs];
    const expiresInMs = lives[Math.floor(this.#chance() * lives.length)] ?? null;
    const source = Buffer.from(line);
    this.#files.push((await this.#world.spillway.files.upload({ filename: 'in.jsonl', source, expiresInMs })).id);
  }

  async #create(): Promise<void> {
    const inputFileId = this.#one(this.#files);
    this.#batches.push(
      (await this.#world.spillway.batches.create({ inputFileId, endpoint, window: this.#chance() < 0.5 ? '1m' : '5m' }))
        .id,
    );
  }

  async #retry(): Promise<void> {
    const retried = this.#world.spillway.batches.retry({ id: this.#one(this.#batches) });
    await unlessRefused(retried.then(() => this.#note('retried')));
  }

  async #remove(): Promise<void> {
    this.#note(await this.#world.spillway.files.remove({ id: this.#one(this.#files) }));
  }

  #note(kind: string): void {
    this.happened[kind] = (this.happened[kind] ?? 0) + 1;
  }

  /** One of the latest, since the others are over. */
  #one(ids: readonly string[]): string {
    return ids.slice(-6)[Math.floor(this.#chance() * Math.min(6, ids.length))] ?? 'none';
  }
}

/** Numbers in [0, 1) that are the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
