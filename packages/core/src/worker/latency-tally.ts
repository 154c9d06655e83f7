/** Of each bucket's bound to the one before: a value is told within 5 % of what it was. */
const BUCKETS_A_DOUBLING = 8;
/** Where the buckets begin; below it a latency counts as none. */
const FIRST_MS = 1 / 8;
/** They end at 73 minutes; what is longer counts as that. */
const BUCKETS = 1 + BUCKETS_A_DOUBLING * 25;

/** Latencies by how often they came, in buckets that grow with them. */
export class LatencyTally {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  add(ms: number): void {
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#total++;
  }

  addAll(other: LatencyTally): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      this.#counts[bucket] = (this.#counts[bucket] as number) + (other.#counts[bucket] as number);
    }
    this.#total += other.#total;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** The latency that a share of them does not exceed: 0.5 for the one in the middle; null without any. */
  quantile(share: number): number | null {
    if (this.#total === 0) return null;
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let bucket = 0;
    for (let seen = this.#counts[0] as number; seen < rank; seen += this.#counts[bucket] as number) bucket++;
    return middleOf(bucket);
  }
}

function bucketOf(ms: number): number {
  if (!(ms > FIRST_MS)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(BUCKETS_A_DOUBLING * Math.log2(ms / FIRST_MS)));
}

/** In three digits: more would seem to know more. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Number((FIRST_MS * 2 ** ((bucket - 0.5) / BUCKETS_A_DOUBLING)).toPrecision(3));
}
