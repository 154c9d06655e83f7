import type { PoolState } from '../../policy/fleet/index.ts';
import type { Conditions } from './conditions.ts';
import { type Supply, spotSupply } from './spot-supply.ts';

/** A pool at the moment of the forecast. */
export interface StartingPool {
  /** As the fleet policy sees it. */
  readonly state: PoolState;
  /** What a fresh replica takes until it works. */
  readonly coldStartMs: number;
  /** Whether something starts and stops its workers; else those that live are all there will be. */
  readonly scaled: boolean;
  /** Whether its workers take all work, whatever is wanted of the pool. */
  readonly alwaysWorks: boolean;
  /** Workers that live and are not wanted: they work as soon as they are. */
  readonly standby: number;
}

interface VirtualReplica {
  readonly id: string;
  /** From the moment of the forecast; when it works, in truth and as it was told. */
  readonly warmAtMs: number;
  readonly toldAtMs: number;
}

/** The replicas of one pool in a forecast. */
export class VirtualPool {
  readonly start: StartingPool;
  /** The oldest first. */
  #replicas: VirtualReplica[];
  #standby: number;
  #started = 0;
  readonly #speed: number;
  readonly #coldStart: number;
  readonly #supply: Supply;

  constructor(start: StartingPool, conditions: Conditions) {
    const { state, standby, scaled } = start;
    this.start = start;
    this.#standby = standby;
    this.#speed = (state.speed ?? 1) * conditions.speed;
    this.#coldStart = conditions.coldStart;
    const isSpot = state.preemptible && scaled;
    const live = state.replicas.length + standby;
    this.#supply = isSpot ? spotSupply(state, conditions) : () => (scaled ? state.maxReplicas : live);
    this.#replicas = state.replicas.map(({ id, coldMs }) => {
      return { id, warmAtMs: coldMs * conditions.coldStart, toldAtMs: coldMs };
    });
  }

  /** Price of its replicas for an hour. */
  get priceRate(): number {
    return this.#replicas.length * this.start.state.pricePerHour;
  }

  /** Hours of work that it does in an hour. */
  capacity(nowMs: number): number {
    return this.#speed * this.#replicas.filter(({ warmAtMs }) => warmAtMs <= nowMs).length;
  }

  /** When the next of its replicas works. */
  nextWarmMs(nowMs: number): number {
    const coming = this.#replicas.filter(({ warmAtMs }) => warmAtMs > nowMs).map(({ warmAtMs }) => warmAtMs);
    return Math.min(Number.POSITIVE_INFINITY, ...coming);
  }

  /** Takes away the newest replicas beyond the supply. */
  preempt(nowMs: number): void {
    this.#replicas = this.#replicas.slice(0, Math.max(0, this.#supply(nowMs / 3_600_000)));
  }

  /** Stops the named replicas and the newest beyond what is wanted, or starts as many as are wanted and can be had. */
  adjust(wanted: number, drop: readonly string[], nowMs: number): void {
    const { scaled, alwaysWorks } = this.start;
    if (scaled || !alwaysWorks) {
      const kept = this.#replicas.filter(({ id }) => !drop.includes(id)).slice(0, Math.max(0, wanted));
      if (!scaled) this.#standby += this.#replicas.length - kept.length;
      this.#replicas = kept;
    }
    for (let more = Math.min(wanted - this.#replicas.length, this.#room(nowMs)); more > 0; more--) this.#begin(nowMs);
  }

  /** As a policy sees it. */
  state(nowMs: number, tickMs: number): PoolState {
    const { state, coldStartMs, scaled } = this.start;
    const room = state.maxReplicas - this.#replicas.length;
    const fromCold = scaled ? room === 0 || room > this.#standby : this.#replicas.length + this.#standby === 0;
    return {
      ...state,
      coldStartMs: fromCold ? coldStartMs : 0,
      obtainable: Math.min(state.maxReplicas, this.#replicas.length + this.#room(nowMs)),
      replicas: this.#replicas.map(({ id, warmAtMs, toldAtMs }) => ({
        id,
        coldMs: warmAtMs <= nowMs ? 0 : toldAtMs > nowMs ? toldAtMs - nowMs : tickMs,
      })),
    };
  }

  #room(nowMs: number): number {
    const most = Math.min(this.start.state.maxReplicas, this.#supply(nowMs / 3_600_000));
    return Math.max(0, most - this.#replicas.length);
  }

  #begin(nowMs: number): void {
    const isReady = this.#standby > 0;
    if (isReady) this.#standby--;
    const { state, coldStartMs } = this.start;
    const coldMs = isReady ? 0 : coldStartMs;
    const id = `${state.name} forecast ${this.#started++}`;
    this.#replicas.push({ id, warmAtMs: nowMs + coldMs * this.#coldStart, toldAtMs: nowMs + coldMs });
  }
}
