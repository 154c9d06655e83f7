import type { WorkerRecord } from '../store/index.ts';

/** What workers end in a second. */
export interface WorkRate {
  readonly requestsPerSecond: number | null;
  readonly tokensPerSecond: number | null;
}

interface SeenWorker {
  readonly beatAt: number;
  readonly requests: number;
  readonly tokens: number;
  /** Between its last two beats; undefined until there were two. */
  readonly rate: { readonly requests: number; readonly tokens: number } | undefined;
}

/** Rates of workers from the counts in their beats: between the last two that were seen, so it does not matter how often one looks. */
export class WorkRates {
  #seen: ReadonlyMap<string, SeenWorker> = new Map();

  /** Takes note of what the live workers said last. */
  note(workers: readonly WorkerRecord[]): void {
    this.#seen = new Map(workers.flatMap((worker) => this.#seenNow(worker)));
  }

  /** The sum over these workers; null while none of them was seen twice. */
  of(workers: readonly WorkerRecord[]): WorkRate {
    const known = workers.flatMap(({ id }) => this.#seen.get(id)?.rate ?? []);
    if (workers.length > 0 && known.length === 0) return { requestsPerSecond: null, tokensPerSecond: null };
    return {
      requestsPerSecond: known.reduce((sum, { requests }) => sum + requests, 0),
      tokensPerSecond: known.reduce((sum, { tokens }) => sum + tokens, 0),
    };
  }

  #seenNow({ id, ended, beatAt }: WorkerRecord): [string, SeenWorker][] {
    if (!ended) return [];
    const before = this.#seen.get(id);
    if (before && before.beatAt >= beatAt) return [[id, before]];
    return [[id, { beatAt, ...ended, rate: rateBetween(before, { beatAt, ...ended }) }]];
  }
}

function rateBetween(
  before: SeenWorker | undefined,
  now: { readonly beatAt: number; readonly requests: number; readonly tokens: number },
): SeenWorker['rate'] {
  // What it did before it was seen says nothing of now.
  if (!before || now.beatAt <= before.beatAt) return undefined;
  // One that began anew under its name counts from nothing.
  const base = before.requests <= now.requests ? before : { requests: 0, tokens: 0 };
  const perSecond = 1_000 / (now.beatAt - before.beatAt);
  return { requests: (now.requests - base.requests) * perSecond, tokens: (now.tokens - base.tokens) * perSecond };
}
