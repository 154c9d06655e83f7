import type { Throughput } from '@spillway/api-types';

export type { Worker } from '@spillway/api-types';

export interface Standing {
  readonly pool: string;
  readonly model: string;
  readonly desired_replicas: number;
  readonly decided_at: number;
  readonly live_replicas: number | null;
  readonly throughput: Throughput | null;
  readonly cold_start_seconds: number | null;
  readonly open_requests: number | null;
  readonly open_tokens: number | null;
}

/** What the installation has, and what was decided about it. */
export interface Fleet {
  readonly pools: readonly {
    readonly name: string;
    readonly preemptible: boolean;
    readonly price_per_hour: number;
  }[];
  readonly standings: readonly Standing[];
  readonly queue: { readonly batches: number; readonly requests: number };
}
