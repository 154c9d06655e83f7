import { setTimeout as pause } from 'node:timers/promises';
import { defaultTenant } from '@spillway/core';
import type { RecordedEvent, Store } from '@spillway/core/store';

/** One pool at one moment, as the decisions in the store tell it. */
export interface SeenPool {
  readonly desired: number;
  readonly live: number;
  /** Requests a second of one worker; null before any was measured. */
  readonly rate: number | null;
  readonly coldStartMs: number;
}

/** A decision, as it stood in the store. */
export interface Moment {
  readonly decidedAt: number;
  readonly openRequests: number;
  /** By name. */
  readonly pools: Readonly<Record<string, SeenPool>>;
}

/** Reads what the fleet decides, decision by decision. */
export class FleetWatch {
  readonly #store: Store;
  readonly moments: Moment[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await pause(200);
    }
  }

  /** The newest throughput of a spot worker. */
  get rate(): number | null {
    return this.moments.at(-1)?.pools.spot?.rate ?? null;
  }

  timeline(id: string): Promise<readonly RecordedEvent[]> {
    return this.#store.batches.timeline({ tenant: defaultTenant, id });
  }

  async #look(): Promise<void> {
    const standings = await this.#store.fleet.list();
    const decidedAt = Math.max(0, ...standings.map((standing) => standing.decidedAt));
    if (standings.length === 0 || decidedAt === this.moments.at(-1)?.decidedAt) return;
    const pools = standings.map(({ pool, desiredReplicas, observed }) => {
      const { live = 0, coldStartMs = 0, throughput = null } = observed ?? {};
      return [
        pool,
        { desired: desiredReplicas, live, coldStartMs, rate: throughput?.requestsPerSecond ?? null },
      ] as const;
    });
    const openRequests = standings[0]?.observed?.openRequests ?? 0;
    this.moments.push({ decidedAt, openRequests, pools: Object.fromEntries(pools) });
  }
}
