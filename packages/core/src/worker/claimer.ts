import { type Charge, type Claim, type Lane, type LaneSnapshot, sizeOf } from '../store/index.ts';
import { Allowances } from './allowances.ts';
import type { FleetView } from './fleet-view.ts';
import { leaseLength } from './lease-length.ts';
import { TenantCaps } from './tenant-caps.ts';
import type { WorkerOptions } from './worker-options.ts';

/** A claim and when it was asked for. */
export interface SentClaim {
  readonly claim: Claim;
  readonly tenant: string;
  /** What planning estimated, on average over the lane. */
  readonly tokensPerRequest: number;
  /** Monotonic time before the call: the lease runs from here at the latest. */
  readonly sentMs: number;
}

export interface ClaimerOptions
  extends Pick<
    WorkerOptions,
    'id' | 'pool' | 'store' | 'executor' | 'allot' | 'clock' | 'randomness' | 'runningRequests'
  > {
  /** Of a claim whose deadline is far. */
  readonly leaseMs: number;
}

/** What the worker saw when it last looked. */
interface Look extends LaneSnapshot {
  readonly charges: readonly Charge[];
  readonly allowances: Allowances;
}

/** How long a snapshot of the lanes may serve several claims. */
const SNAPSHOT_MS = 250;
/** Lanes of one tenant to look at: at first, and at the most, when those it looked at hand out nothing. */
const LANES = 4;
const MOST_LANES = 256;
/** How long a batch whose input could not be read is left to others. */
const SHUN_MS = 30_000;

/** Finds the worker's next claim: lanes, policy, claim. */
export class Claimer {
  readonly #options: ClaimerOptions;
  readonly #caps: TenantCaps;
  #snapshot: Look | undefined;
  /** Whether a tenant that it saw has a cap. */
  #capped = false;
  #takenMs = 0;
  #perTenant = LANES;
  /** Lanes that handed out nothing although the snapshot said so. */
  readonly #empty = new Set<string>();
  /** Batches that are left alone, until when. */
  readonly #shunned = new Map<string, number>();

  constructor(options: ClaimerOptions) {
    this.#options = options;
    this.#caps = new TenantCaps(options);
  }

  /** Claims nothing of the batch for a while: it could not be worked here, and must not keep others waiting. */
  shun(batchId: string): void {
    this.#shunned.set(batchId, this.#options.clock.monotonic() + SHUN_MS);
  }

  /** The next claim, or how long to wait at the most before it makes sense to ask again. */
  async next(
    view: FleetView,
    demand: { readonly room: number; readonly requestsPerSecond: number | null },
  ): Promise<SentClaim | { readonly waitMs: number }> {
    const { id, pool, store, executor, allot, clock, randomness, leaseMs } = this.#options;
    const models = executor.models().map((model) => model.id);
    const { asOf, lanes, charges, allowances } = await this.#look(models, view);
    const candidates = lanes
      .filter((lane) => this.#isCandidate(lane))
      .map((lane) => allowances.shown(lane, SNAPSHOT_MS));
    const chosen = allot({
      asOf,
      lanes: candidates,
      charges,
      allowances: allowances.left,
      worker: { pool: pool.name, models, peers: view.peers, ...demand },
      chance: randomness.next(),
    });
    // Until the next snapshot nothing can look different, whatever a lane's due time says.
    if (!chosen) return { waitMs: Math.max(SNAPSHOT_MS, Math.min(...candidates.map((lane) => lane.dueInMs))) };
    const lane = candidates.find(({ batchId, model }) => batchId === chosen.batchId && model === chosen.model);
    if (!lane) throw new Error(`the allotment policy chose a lane that it was not offered: ${chosen.batchId}`);
    const requests = Math.min(chosen.requests, allowances.of(lane.tenant));
    if (requests <= 0) return { waitMs: SNAPSHOT_MS };
    const sentMs = clock.monotonic();
    const claim = await store.shards.claim({
      ...chosen,
      requests,
      pool: pool.name,
      workerId: id,
      leaseMs: leaseLength({ timeLeftMs: lane.deadlineAt - asOf, longestMs: leaseMs }),
      suspects: view.suspects,
    });
    if (!claim) {
      this.#empty.add(`${chosen.batchId} ${chosen.model}`);
      return { waitMs: candidates.length > 1 ? 0 : SNAPSHOT_MS };
    }
    allowances.took(lane.tenant, sizeOf(claim.seqs));
    return { claim, tenant: lane.tenant, tokensPerRequest: lane.tokens / Math.max(1, lane.open), sentMs };
  }

  #isCandidate({ batchId, model }: Lane): boolean {
    return !this.#empty.has(`${batchId} ${model}`) && !this.#shunned.has(batchId);
  }

  async #look(models: readonly string[], view: FleetView): Promise<Look> {
    const { pool, store, clock } = this.#options;
    const nowMs = clock.monotonic();
    if (this.#snapshot && nowMs - this.#takenMs < SNAPSHOT_MS) return this.#snapshot;
    const { snapshot, allowances } = await this.#readLanes(models, view);
    this.#perTenant = nextPerTenant(snapshot.lanes, this.#perTenant);
    const shared = new Set(snapshot.lanes.map((lane) => lane.tenant)).size > 1;
    const charges = shared ? await store.fleet.charges(pool.name) : [];
    this.#snapshot = { ...snapshot, charges, allowances };
    this.#takenMs = nowMs;
    this.#empty.clear();
    for (const [batchId, untilMs] of this.#shunned) if (nowMs >= untilMs) this.#shunned.delete(batchId);
    return this.#snapshot;
  }

  /** What tenants have in hands costs a visit of every live claim, so it is read only once a tenant with a cap was seen. */
  async #readLanes(
    models: readonly string[],
    view: FleetView,
  ): Promise<{ readonly snapshot: LaneSnapshot; readonly allowances: Allowances }> {
    const { pool, store } = this.#options;
    const perTenant = this.#perTenant;
    const query = { pool: pool.name, models, suspects: view.suspects, perTenant, limit: MOST_LANES };
    const asked = this.#capped;
    const snapshot = await store.shards.lanes({ ...query, held: asked });
    const caps = await this.#caps.of(new Set(snapshot.lanes.map((lane) => lane.tenant)));
    this.#capped = caps.size > 0;
    if (this.#capped && !asked) return this.#readLanes(models, view);
    return { snapshot, allowances: new Allowances(caps, { held: snapshot.held ?? [], peers: view.peers }) };
  }
}

/** Lanes that are wholly held or wait for retries must not hide the tenant's others: then the next look goes further. */
function nextPerTenant(lanes: readonly Lane[], perTenant: number): number {
  const ofTenants = [...Map.groupBy(lanes, ({ tenant }) => tenant).values()];
  if (ofTenants.every((ofTenant) => ofTenant.length < LANES)) return LANES;
  const full = ofTenants.filter((ofTenant) => ofTenant.length >= perTenant);
  const hides = full.some((ofTenant) => ofTenant.every(({ dueInMs }) => dueInMs > 0));
  return hides ? Math.min(MOST_LANES, perTenant * 4) : perTenant;
}
