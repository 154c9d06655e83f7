import type { Clock } from '../clock.ts';
import type { Store } from '../store/index.ts';

export interface TenantCapsOptions {
  readonly store: Pick<Store, 'tenants'>;
  readonly clock: Clock;
  /** What a tenant without a cap of its own may have running; Infinity for no bound. */
  readonly runningRequests: number;
}

/** How long a tenant's new cap may go unnoticed. */
const KNOWN_MS = 10_000;
/** Tenants with limits of their own that are read at once. */
const PAGE = 1_000;

/** What each tenant may have running at once: by its own limit, or by that of all. */
export class TenantCaps {
  readonly #options: TenantCapsOptions;
  #own: ReadonlyMap<string, number> = new Map();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(options: TenantCapsOptions) {
    this.#options = options;
  }

  /** The caps of these tenants; those without any are left out. */
  async of(tenants: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const { clock, runningRequests } = this.#options;
    const nowMs = clock.monotonic();
    if (nowMs - this.#readMs >= KNOWN_MS) {
      this.#own = await this.#read();
      this.#readMs = nowMs;
    }
    const caps = [...tenants].map((tenant) => [tenant, this.#own.get(tenant) ?? runningRequests] as const);
    return new Map(caps.filter(([, cap]) => cap < Number.POSITIVE_INFINITY));
  }

  async #read(): Promise<ReadonlyMap<string, number>> {
    const { tenants } = this.#options.store;
    const own = new Map<string, number>();
    for (let after: string | undefined, more = tenants !== undefined; tenants && more; ) {
      const page = await tenants.list({ limit: PAGE, ...(after !== undefined && { after }) });
      for (const { id, limits } of page.tenants) {
        if (limits.runningRequests !== undefined) own.set(id, limits.runningRequests);
      }
      after = page.tenants.at(-1)?.id;
      more = page.hasMore;
    }
    return own;
  }
}
