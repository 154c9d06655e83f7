import type { OpenShard } from '@spillway/core/store';
import type { OpenShardRow } from '../statements/list-shards.ts';
import { decodeBits } from './bits.ts';
import { decodeExtent } from './extents.ts';

export function decodeOpenShard(row: OpenShardRow): OpenShard {
  const { worker_id: workerId, pool } = row;
  return {
    extent: decodeExtent(row),
    model: row.model,
    seqs: decodeBits(row.open, row.first_seq),
    attempts: row.attempts,
    dueInMs: Number(row.due_in_ms),
    holder: workerId !== null && pool !== null ? { workerId, pool } : null,
  };
}
