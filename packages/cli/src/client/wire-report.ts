/** The report on one revision of a batch. Instants are in seconds. */
export interface WireReport {
  readonly id: string;
  readonly batch_id: string;
  readonly revision: number;
  readonly tenant: string;
  readonly status: string;
  readonly sla: 'met' | 'violated' | 'none';
  readonly ended_at: number;
  readonly requests: { readonly sla_met: number; readonly sla_violated: number; readonly cancelled: number };
  readonly queue_wait_seconds: { readonly count: number; readonly sum: number };
  readonly attempts: { readonly count: number; readonly sum: number };
  readonly pools: readonly { readonly pool: string; readonly requests: number; readonly cost: number | null }[];
}
