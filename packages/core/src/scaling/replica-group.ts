/** A replica that died younger than this makes its group wait longer each time. */
const STEADY_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** One replica, from its start until nothing of it runs. */
export interface Replica {
  readonly name: string;
  readonly startedMs: number;
  stopping: boolean;
}

/** The replicas of one pool for one model. Holds what is known of them; others start and stop them. */
export class ReplicaGroup {
  /** The oldest first. */
  readonly #replicas: Replica[] = [];
  #earlyDeaths = 0;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  /** How many to start, and which to stop, the newest first, so that as many run as are wished for. */
  change(desired: number, nowMs: number): { readonly start: number; readonly stop: readonly Replica[] } {
    const running = this.#replicas.filter(({ stopping }) => !stopping);
    const start = nowMs < this.#restsUntilMs ? 0 : Math.max(0, desired - running.length);
    return { start, stop: running.slice(desired).reverse() };
  }

  started(name: string, nowMs: number): void {
    this.#replicas.push({ name, startedMs: nowMs, stopping: false });
  }

  /** Nothing of it runs any more. One that was not told to end is replaced after a rest. */
  ended(name: string, nowMs: number): void {
    const index = this.#replicas.findIndex((replica) => replica.name === name);
    const [replica] = index < 0 ? [] : this.#replicas.splice(index, 1);
    if (!replica || replica.stopping || nowMs < this.#restsUntilMs) return;
    this.#earlyDeaths = nowMs - replica.startedMs < STEADY_MS ? this.#earlyDeaths + 1 : 0;
    const waitMs = FIRST_WAIT_MS * 2 ** Math.max(0, this.#earlyDeaths - 1);
    this.#restsUntilMs = nowMs + Math.min(waitMs, LONGEST_WAIT_MS);
  }
}
