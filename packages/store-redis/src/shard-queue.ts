import { SpillwayError } from '@spillway/core/errors';
import {
  type Claim,
  type ClaimDemand,
  type Drop,
  type Flush,
  type OpenShard,
  type OpenShardPage,
  type PlannedExtent,
  type Receipt,
  type Requeue,
  type SettlementPage,
  type ShardQueue,
  type StepHold,
  sizeOf,
} from '@spillway/core/store';
import { decodeExtent, encodeExtent } from './codec/extent.ts';
import { encodeFlush } from './codec/flush.ts';
import { bytesOf, listOf, numberOf, textOf } from './codec/reply.ts';
import { packPositions, unpackPositions } from './codec/seqs.ts';
import { decodeSettlement } from './codec/settlement.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { announce } from './hints.ts';
import { listLanes } from './list-lanes.ts';
import { measureProgress } from './measure-progress.ts';
import { renewClaims } from './renew-claims.ts';
import type { Reply } from './session.ts';

export function createShardQueue(context: StoreContext): ShardQueue {
  return {
    append: (hold, extents) => append(context, hold, extents),
    lanes: (query) => listLanes(context, query),
    claim: (demand) => claim(context, demand),
    renew: (claims, leaseMs) => renewClaims(context, claims, leaseMs),
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
  { session, keys }: StoreContext,
  { batchId, fence }: StepHold,
  extents: readonly PlannedExtent[],
): Promise<number | 'lost'> {
  const values = [fence, ...extents.flatMap(encodePlannedExtent)];
  const [appended, total] = listOf(await session.run('append', [keys.batch(batchId)], values));
  if (appended === 0) return 'lost';
  if (appended === 1) return numberOf(total);
  throw new SpillwayError(`The extents do not continue at seq ${numberOf(total)}.`, {
    code: 'invalid_argument',
    param: 'extents',
  });
}

function encodePlannedExtent({ models, ...extent }: PlannedExtent): (string | number | Buffer)[] {
  const planned = models.flatMap(({ model, seqs, tokens }) => [
    model,
    packPositions(seqs, extent.firstSeq),
    sizeOf(seqs),
    tokens,
  ]);
  return [encodeExtent(extent), extent.firstSeq, extent.requests, models.length, ...planned];
}

/**
 * The tenant is charged in the slot of its pool right after. A crash in between loses the charge of one claim, and so does a pool's
 * master that is away: thrown, it would lose the claim, and work whose leases lapse is taken for lethal.
 */
async function claim({ session, keys, now }: StoreContext, demand: ClaimDemand): Promise<Claim | undefined> {
  const { batchId, model, pool, workerId, requests, leaseMs, chargePerRequest, suspects } = demand;
  const values = [now(), model, pool, workerId, Math.floor(requests), wholeMs(leaseMs), suspects ? 1 : 0];
  const reply = listOf(await session.run('claim', [keys.batch(batchId)], values));
  if (reply.length === 0) return undefined;
  const [id, fence, extentText, positions, attempts, lapses, deadlineInMs, tenant, taken] = reply;
  const charge = chargePerRequest * numberOf(taken);
  await session.call((redis) => redis.hincrbyfloat(keys.charges(pool), textOf(tenant), charge)).catch(() => undefined);
  const extent = decodeExtent(textOf(extentText));
  return {
    batchId,
    shardId: numberOf(id),
    fence: numberOf(fence),
    model,
    extent,
    seqs: unpackPositions(bytesOf(positions), extent.firstSeq),
    attempts: numberOf(attempts),
    lapses: numberOf(lapses),
    leaseMs,
    deadlineInMs: numberOf(deadlineInMs),
  };
}

async function settle(context: StoreContext, flush: Flush): Promise<Receipt> {
  const { session, keys, now } = context;
  const values = [now(), ...encodeFlush(flush)];
  const [receipt, woken] = listOf(await session.run('settle', [keys.batch(flush.batchId)], values));
  if (textOf(receipt) === 'torn') throw torn(flush);
  if (woken === 1) await announce(context, flush.batchId);
  return textOf(receipt) as Receipt;
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
  context: StoreContext,
  { batchId, fence }: StepHold,
  { as, shards, held }: Withdrawal,
): Promise<number | 'lost'> {
  const { session, keys, now } = context;
  const values = [now(), fence, as, shards, held ? 1 : 0];
  const [ended, woken] = listOf(await session.run('withdraw', [keys.batch(batchId)], values));
  if (woken === 1) await announce(context, batchId);
  return ended === -1 ? 'lost' : numberOf(ended);
}

async function requeue(
  { session, keys, now }: StoreContext,
  { batchId, fence }: StepHold,
  { extent, model, seqs, from, tokens, seen }: Requeue,
): Promise<'recorded' | 'lost'> {
  const values = [
    now(),
    fence,
    extent.firstSeq,
    model,
    packPositions(seqs, extent.firstSeq),
    sizeOf(seqs),
    from,
    tokens,
    seen,
  ];
  return (await session.run('requeue', [keys.batch(batchId)], values)) === 1 ? 'recorded' : 'lost';
}

async function drop(
  { session, keys, now }: StoreContext,
  batchId: string,
  { extent: { firstSeq }, seqs, seen, events = [] }: Drop,
): Promise<number | 'lost'> {
  const said = events.flatMap(({ kind, text }) => [kind, text]);
  const values = [now(), firstSeq, packPositions(seqs, firstSeq), seen, events.length, ...said];
  const dropped = numberOf(await session.run('drop', [keys.batch(batchId)], values));
  return dropped === -1 ? 'lost' : dropped;
}

async function readSettlements(
  { session, keys }: StoreContext,
  batchId: string,
  { fromSeq, extents }: { readonly fromSeq: number; readonly extents: number },
): Promise<SettlementPage> {
  const [next, page] = listOf(await session.run('settlements', [keys.batch(batchId)], [fromSeq, extents]));
  return {
    settlements: listOf(page).map((one) => decodeSettlement(one, batchId)),
    ...(textOf(next) !== '' && { nextSeq: numberOf(next) }),
  };
}

async function listShards(
  { session, keys, now }: StoreContext,
  batchId: string,
  { fromSeq, extents }: { readonly fromSeq: number; readonly extents: number },
): Promise<OpenShardPage> {
  const [next, page] = listOf(await session.run('list-shards', [keys.batch(batchId)], [now(), fromSeq, extents]));
  const inOrder = (left: OpenShard, right: OpenShard): number =>
    left.extent.firstSeq - right.extent.firstSeq || (left.seqs[0]?.[0] ?? 0) - (right.seqs[0]?.[0] ?? 0);
  return {
    shards: listOf(page).map(decodeOpenShard).sort(inOrder),
    ...(textOf(next) !== '' && { nextSeq: numberOf(next) }),
  };
}

function decodeOpenShard(reply: Reply): OpenShard {
  const [extentText, model, positions, attempts, dueInMs, held, workerId, pool] = listOf(reply);
  const extent = decodeExtent(textOf(extentText));
  return {
    extent,
    model: textOf(model),
    seqs: unpackPositions(bytesOf(positions), extent.firstSeq),
    attempts: numberOf(attempts),
    dueInMs: numberOf(dueInMs),
    holder: held === 1 ? { workerId: textOf(workerId), pool: textOf(pool) } : null,
  };
}

async function purge(
  { session, keys, now }: StoreContext,
  { batchId, fence }: StepHold,
  shards: number,
): Promise<number | 'lost'> {
  const gone = numberOf(await session.run('purge-shards', [keys.batch(batchId)], [now(), fence, shards]));
  return gone === -1 ? 'lost' : gone;
}
