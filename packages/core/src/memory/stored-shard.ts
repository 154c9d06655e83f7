import type { Extent } from '../store/extent.ts';
import type { Permission } from '../store/lane.ts';
import { type Seqs, sizeOf } from '../store/seqs.ts';
import type { StoredBatch } from './stored-batch.ts';

export interface StoredShard {
  readonly id: number;
  readonly extent: Extent;
  readonly model: string;
  /** Estimated tokens of one of its requests, on average. */
  readonly tokensPerRequest: number;
  /** The requests that have not ended. */
  open: Seqs;
  /** When it may be handed out (again), or the lease of its holder ends; null while it was never handed out. */
  dueAt: number | null;
  fence: number;
  held: boolean;
  pool: string | null;
  workerId: string | null;
  attempts: number;
  lapses: number;
  /** The most that one claim may take. */
  limit: number;
  recalled: boolean;
}

type Origin = Pick<StoredShard, 'extent' | 'model' | 'tokensPerRequest' | 'open' | 'dueAt'> &
  Partial<Pick<StoredShard, 'attempts' | 'limit'>>;

export function addShard(batch: StoredBatch, origin: Origin): void {
  const id = ++batch.lastNumber;
  batch.shards.set(id, {
    attempts: 0,
    limit: Infinity,
    ...origin,
    id,
    fence: 0,
    held: false,
    pool: null,
    workerId: null,
    lapses: 0,
    recalled: false,
  });
}

export function isOpen({ open }: StoredShard): boolean {
  return open.length > 0;
}

/** A worker has it, and its lease lives. */
export function isHeld(shard: StoredShard, now: number): boolean {
  return isOpen(shard) && shard.held && shard.dueAt !== null && shard.dueAt > now;
}

/** Its holder let the lease end, and nobody took it since. */
export function hasLapsed(shard: StoredShard, now: number): boolean {
  return shard.held && shard.dueAt !== null && shard.dueAt <= now;
}

/** A single request under which a holder died. */
export function isSuspect(shard: StoredShard, now: number): boolean {
  return shard.lapses > 0 || (sizeOf(shard.open) === 1 && hasLapsed(shard, now));
}

/** Notes that a holder died or let the lease end: what is open comes back in eighths, a single one under suspicion. */
export function narrow(shard: StoredShard): void {
  const open = sizeOf(shard.open);
  shard.limit = Math.ceil(open / 8);
  if (open === 1) shard.lapses++;
}

/** Ends the claim; what is open may be handed out again at once. */
export function release(shard: StoredShard, now: number): void {
  shard.held = false;
  shard.recalled = false;
  shard.dueAt = now;
}

/** The holder died: the lease is over, and whoever takes the shard next finds the lapse. */
export function endLease(shard: StoredShard, now: number): void {
  shard.recalled = false;
  shard.dueAt = Math.min(shard.dueAt ?? now, now);
}

/** Whether an asker with this permission may have the shard, now or once it is due. */
export function isOffered(
  shard: StoredShard,
  { permission, suspects, now }: { permission: Permission; suspects: boolean; now: number },
): boolean {
  if (!isOpen(shard)) return false;
  if (isSuspect(shard, now)) return suspects;
  return permission === 'all' || (permission === 'returned' && shard.dueAt !== null);
}

/** The order in which a lane hands out its shards. */
export function inHandingOrder(left: StoredShard, right: StoredShard): number {
  const dueLeft = left.dueAt ?? Infinity;
  const dueRight = right.dueAt ?? Infinity;
  if (dueLeft !== dueRight) return dueLeft - dueRight;
  return left.extent.firstSeq - right.extent.firstSeq || left.id - right.id;
}
