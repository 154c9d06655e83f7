import { SpillwayError } from '@spillway/core/errors';
import type {
  Claim,
  ClaimDemand,
  ClaimRef,
  Drop,
  Flush,
  HeldRequests,
  Lane,
  LaneQuery,
  LaneSnapshot,
  OpenShardPage,
  PlannedExtent,
  ProgressPoint,
  RecalledClaim,
  Receipt,
  RenewAnswer,
  Requeue,
  SettlementPage,
  ShardQueue,
  StepHold,
} from '@spillway/core/store';
import { encodePositions } from './codec/arrays.ts';
import { decodeBits, encodeBitText } from './codec/bits.ts';
import { decodeExtent, encodePlannedExtents } from './codec/extents.ts';
import { encodeFlush } from './codec/flush.ts';
import { decodeOpenShard } from './codec/open-shard.ts';
import { decodeSettlement } from './codec/settlement.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { ClaimRow } from './statements/claim.ts';
import type { LaneRow } from './statements/lanes.ts';

export function createShardQueue(context: StoreContext): ShardQueue {
  return {
    append: (hold, extents) => append(context, hold, extents),
    lanes: (query) => listLanes(context, query),
    claim: (demand) => claim(context, demand),
    renew: (claims, leaseMs) => renew(context, claims, leaseMs),
    settle: (flush) => settle(context, flush),
    withdraw: (hold, as, options) => withdraw(context, hold, { as, ...options }),
    requeue: (hold, request) => requeue(context, hold, request),
    drop: (batchId, request) => drop(context, batchId, request),
    settlements: (batchId, query) => readSettlements(context, batchId, query),
    list: (batchId, query) => listShards(context, batchId, query),
    progress: (batchId, { spanMs }) => measureProgress(context, batchId, spanMs),
    purge: (hold, { shards }) => purge(context, hold, shards),
  };
}

async function append(
  { session, statements }: StoreContext,
  { batchId, fence }: StepHold,
  extents: readonly PlannedExtent[],
): Promise<number | 'lost'> {
  const [row] = await session.rows(statements.append, [batchId, fence, ...encodePlannedExtents(extents)]);
  if (!row) return 'lost';
  if (row.appended) return Number(row.total);
  throw new SpillwayError(`The extents do not continue at seq ${row.total}.`, {
    code: 'invalid_argument',
    param: 'extents',
  });
}

async function listLanes(context: StoreContext, query: LaneQuery): Promise<LaneSnapshot> {
  const { session, statements, now } = context;
  const { pool, models, suspects, withheld, perTenant, limit } = query;
  const values = [pool, models ?? null, suspects, withheld ?? false, perTenant, limit, now()];
  const held = query.held ? await heldRequests(context) : undefined;
  const rows = await session.rows(statements.lanes, values);
  return { asOf: Number(rows[0]?.as_of), lanes: rows.filter(isLane).map(decodeLane), ...(held && { held }) };
}

async function heldRequests({ session, statements, now }: StoreContext): Promise<readonly HeldRequests[]> {
  const rows = await session.rows(statements.heldRequests, [now()]);
  return rows.map(({ tenant, requests }) => ({ tenant, requests: Number(requests) }));
}

function isLane(row: LaneRow): row is LaneRow & { batch_id: string } {
  return row.batch_id !== null;
}

function decodeLane(row: LaneRow & { batch_id: string }): Lane {
  return {
    batchId: row.batch_id,
    model: row.model,
    tenant: row.tenant,
    priority: row.priority,
    deadlineAt: Number(row.deadline_at),
    createdAt: Number(row.created_at),
    open: Number(row.open),
    tokens: Math.round(Number(row.tokens)),
    dueInMs: Number(row.due_in_ms),
    permission: row.permission,
  };
}

async function claim({ session, statements, now }: StoreContext, demand: ClaimDemand): Promise<Claim | undefined> {
  const { batchId, model, pool, workerId, requests, leaseMs, chargePerRequest, suspects } = demand;
  const size = Math.floor(requests);
  const values = [batchId, model, pool, workerId, size, wholeMs(leaseMs), chargePerRequest, suspects, now()];
  const [row] = await session.rows(statements.claim, values);
  return row && decodeClaim(row, demand);
}

function decodeClaim(row: ClaimRow, { batchId, model, leaseMs }: ClaimDemand): Claim {
  return {
    batchId,
    shardId: Number(row.id),
    fence: Number(row.fence),
    model,
    extent: decodeExtent(row),
    seqs: decodeBits(row.open, row.first_seq),
    attempts: row.attempts,
    lapses: row.lapses,
    leaseMs,
    deadlineInMs: Number(row.deadline_in_ms),
  };
}

async function renew(
  { session, statements, now }: StoreContext,
  claims: readonly ClaimRef[],
  leaseMs: number,
): Promise<RenewAnswer> {
  const columns = [
    claims.map(({ batchId }) => batchId),
    claims.map(({ shardId }) => shardId),
    claims.map(({ fence }) => fence),
  ];
  const rows = await session.rows(statements.renew, [...columns, wholeMs(leaseMs), now()]);
  const answer = { lost: [] as ClaimRef[], closed: [] as ClaimRef[], recalled: [] as RecalledClaim[] };
  for (const row of rows) {
    const ref = { batchId: row.batch_id, shardId: Number(row.shard_id), fence: Number(row.fence) };
    if (row.lost) answer.lost.push(ref);
    if (row.closed) answer.closed.push(ref);
    if (row.recalled) answer.recalled.push({ ...ref, seqs: decodeBits(row.open, row.first_seq) });
  }
  return answer;
}

async function settle({ session, statements, now }: StoreContext, flush: Flush): Promise<Receipt> {
  const values = encodeFlush(flush);
  for (;;) {
    const [row] = await session.rows(statements.settle, [...values, now()]);
    if (!row || row.receipt === 'torn') throw torn(flush);
    if (row.receipt !== 'raced') return row.receipt;
  }
}

function torn({ batchId, shardId }: Flush): SpillwayError {
  return new SpillwayError(`A flush names requests of batch ${batchId} of which only some are open.`, {
    code: 'conflict',
    hint: `Repeat an unanswered flush of shard ${shardId} unchanged before another one.`,
  });
}

interface Withdrawal {
  readonly as: 'expired' | 'cancelled';
  readonly shards: number;
  readonly held: boolean;
}

async function withdraw(
  { session, statements, now }: StoreContext,
  { batchId, fence }: StepHold,
  { as, shards, held }: Withdrawal,
): Promise<number | 'lost'> {
  // What was open may have been cut or deferred while it was being locked: only a look that finds nothing is the end.
  for (;;) {
    const [row] = await session.rows(statements.withdraw, [batchId, fence, as, shards, held, now()]);
    if (!row) return 'lost';
    if (!row.missed) return Number(row.ended);
  }
}

async function requeue(
  { session, statements, now }: StoreContext,
  { batchId, fence }: StepHold,
  { extent, model, seqs, from, tokens, seen }: Requeue,
): Promise<'recorded' | 'lost'> {
  const { firstSeq, requests, offset, bytes } = extent;
  const open = encodeBitText(seqs, firstSeq).padEnd(requests, '0');
  const positions = encodePositions(seqs, firstSeq);
  const place = [batchId, fence, firstSeq, requests, offset, bytes, model];
  for (;;) {
    const [row] = await session.rows(statements.requeue, [...place, open, positions, from, tokens, seen, now()]);
    if (row?.receipt !== 'raced') return row?.receipt ?? 'lost';
  }
}

async function drop(
  { session, statements, now }: StoreContext,
  batchId: string,
  { extent: { firstSeq }, seqs, seen, events = [] }: Drop,
): Promise<number | 'lost'> {
  const [kinds, texts] = [events.map(({ kind }) => kind), events.map(({ text }) => text)];
  const values = [batchId, firstSeq, encodePositions(seqs, firstSeq), seen, kinds, texts, now()];
  for (;;) {
    const [row] = await session.rows(statements.drop, values);
    if (row?.receipt !== 'raced') return row?.receipt === 'recorded' ? Number(row.dropped) : 'lost';
  }
}

async function readSettlements(
  { session, statements }: StoreContext,
  batchId: string,
  { fromSeq, extents }: { fromSeq: number; extents: number },
): Promise<SettlementPage> {
  const rows = await session.rows(statements.readSettlements, [batchId, fromSeq, extents]);
  const nextSeq = rows[0]?.next_seq ?? undefined;
  return { settlements: rows.map(decodeSettlement), ...(nextSeq !== undefined && { nextSeq }) };
}

async function listShards(
  { session, statements, now }: StoreContext,
  batchId: string,
  { fromSeq, extents }: { fromSeq: number; extents: number },
): Promise<OpenShardPage> {
  const rows = await session.rows(statements.listShards, [batchId, fromSeq, extents, now()]);
  const nextSeq = rows[0]?.next_seq ?? undefined;
  return { shards: rows.map(decodeOpenShard), ...(nextSeq !== undefined && { nextSeq }) };
}

async function measureProgress(
  { session, statements }: StoreContext,
  batchId: string,
  spanMs: number,
): Promise<readonly ProgressPoint[]> {
  const rows = await session.rows(statements.progress, [batchId, spanMs]);
  return rows.map(({ at, pool, requests }) => ({ at: Number(at), pool, requests: Number(requests) }));
}

async function purge(
  { session, statements, now }: StoreContext,
  { batchId, fence }: StepHold,
  shards: number,
): Promise<number | 'lost'> {
  const [row] = await session.rows(statements.purge, [batchId, fence, shards, now()]);
  return row ? Number(row.gone) : 'lost';
}
