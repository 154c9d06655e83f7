import type { HeldRequests, Lane } from '../store/index.ts';

/**
 * What one worker may claim, from one look at the lanes, of tenants that have a cap: its part of what is left below the
 * cap, rounded up, so that colleagues who look at the same moment do not each take all of it. What others claimed since
 * the look is not seen: a cap may be overrun by a claim of each worker, until claims end.
 */
export class Allowances {
  readonly #left: Map<string, number>;

  constructor(
    caps: ReadonlyMap<string, number>,
    { held, peers }: { readonly held: readonly HeldRequests[]; readonly peers: number },
  ) {
    const inHands = new Map(held.map(({ tenant, requests }) => [tenant, requests]));
    this.#left = new Map(
      [...caps].map(([tenant, cap]) => [tenant, Math.max(0, Math.ceil((cap - (inHands.get(tenant) ?? 0)) / peers))]),
    );
  }

  /** Requests by tenant; one that is not named has no cap. */
  get left(): ReadonlyMap<string, number> {
    return this.#left;
  }

  of(tenant: string): number {
    return this.#left.get(tenant) ?? Number.POSITIVE_INFINITY;
  }

  took(tenant: string, requests: number): void {
    const left = this.#left.get(tenant);
    if (left !== undefined) this.#left.set(tenant, Math.max(0, left - requests));
  }

  /** The lane as a policy should see it: with nothing to claim before the next look while its tenant is at its cap. */
  shown(lane: Lane, nextLookMs: number): Lane {
    return this.of(lane.tenant) > 0 ? lane : { ...lane, dueInMs: Math.max(lane.dueInMs, nextLookMs) };
  }
}
