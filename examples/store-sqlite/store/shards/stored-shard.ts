import { type ClaimRef, type Extent, type Seqs, sizeOf } from '@spillway/core/store';
import type { StoredBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';

/** A shard under the lock of a transaction: change it, then save it. It stays when it is empty, until it is purged. */
export interface StoredShard {
  readonly batchId: string;
  readonly id: number;
  readonly extent: Extent;
  readonly model: string;
  /** Estimated tokens of one of its requests, on average. */
  readonly tokensPerRequest: number;
  /** The requests that have not ended. */
  seqs: Seqs;
  /** When it may be handed out (again), or the lease of its holder ends; null while it was never handed out. */
  dueAt: number | null;
  fence: number;
  held: boolean;
  pool: string | null;
  workerId: string | null;
  attempts: number;
  lapses: number;
  /** The most that one claim may take; null for no bound. */
  narrowedTo: number | null;
  recalled: boolean;
}

/** The columns of a shard and of its extent. */
export type ShardRow = Omit<StoredShard, 'extent' | 'seqs' | 'held' | 'recalled'> &
  Readonly<Record<'firstSeq' | 'requests' | 'offset' | 'bytes' | 'open' | 'held' | 'recalled', number>> & {
    readonly seqs: string;
  };

const byId = `
  select * from shards join extents using (batchId, firstSeq) where batchId = :batchId and id = :shardId`;
const insert = `
  insert into shards (batchId, id, firstSeq, model, tokensPerRequest, seqs, open, dueAt, fence, held, pool, workerId,
    attempts, lapses, narrowedTo, recalled)
  values (:batchId, :id, :firstSeq, :model, :tokensPerRequest, :seqs, :open, :dueAt, 0, 0, null, null,
    :attempts, 0, :narrowedTo, 0)`;
const update = `
  update shards set seqs = :seqs, open = :open, dueAt = :dueAt, fence = :fence, held = :held, pool = :pool,
    workerId = :workerId, attempts = :attempts, lapses = :lapses, narrowedTo = :narrowedTo, recalled = :recalled
  where batchId = :batchId and id = :id`;

export function findShard(db: Database, ref: Omit<ClaimRef, 'fence'>): StoredShard | undefined {
  const row = db.get<ShardRow>(byId, ref);
  return row && toShard(row);
}

export function toShard({ firstSeq, requests, offset, bytes, open: _, ...row }: ShardRow): StoredShard {
  return {
    ...row,
    extent: { firstSeq, requests, offset, bytes },
    seqs: JSON.parse(row.seqs),
    held: row.held === 1,
    recalled: row.recalled === 1,
  };
}

export function saveShard(db: Database, shard: StoredShard): void {
  db.change(update, { ...shard, open: sizeOf(shard.seqs) });
}

type Origin = Pick<StoredShard, 'extent' | 'model' | 'tokensPerRequest' | 'seqs' | 'dueAt'> &
  Partial<Pick<StoredShard, 'attempts' | 'narrowedTo'>>;

/** Adds a shard to a batch that the caller saves: its row counts them. */
export function addShard(db: Database, { record, step }: StoredBatch, { extent, ...origin }: Origin): void {
  const { firstSeq } = extent;
  const added = { attempts: 0, narrowedTo: null, ...origin, firstSeq, open: sizeOf(origin.seqs) };
  db.change(insert, { ...added, batchId: record.id, id: ++step.lastNumber });
}

export function isOpen({ seqs }: StoredShard): boolean {
  return seqs.length > 0;
}

/** Its holder let the lease end, and nobody took it since. */
export function hasLapsed(shard: StoredShard, now: number): boolean {
  return shard.held && shard.dueAt !== null && shard.dueAt <= now;
}

/** Notes that a holder died or let the lease end: what is open comes back in eighths, a single one under suspicion. */
export function narrow(shard: StoredShard): void {
  const open = sizeOf(shard.seqs);
  shard.narrowedTo = Math.ceil(open / 8);
  if (open === 1) shard.lapses++;
}

/** Ends the claim; what is open may be handed out again at once. */
export function release(shard: StoredShard, now: number): void {
  shard.held = false;
  shard.recalled = false;
  shard.dueAt = now;
}
