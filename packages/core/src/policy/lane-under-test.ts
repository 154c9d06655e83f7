import type { Lane } from '../store/index.ts';

/** A lane with ten thousand open requests of a hundred tokens and much time. For tests. */
export function laneOf(part: Partial<Lane> = {}): Lane {
  return {
    batchId: 'batch',
    model: 'm',
    tenant: 'a',
    priority: 1,
    deadlineAt: 1_000_000_000,
    createdAt: 0,
    open: 10_000,
    tokens: (part.open ?? 10_000) * 100,
    dueInMs: 0,
    permission: 'all',
    ...part,
  };
}
