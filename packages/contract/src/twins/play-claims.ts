import { isDeepStrictEqual } from 'node:util';
import {
  type Claim,
  type ClaimRef,
  eachSeq,
  type Flush,
  type NewBatch,
  type Seqs,
  seqsOf,
  sizeOf,
  subtractSeqs,
} from '@spillway/core/store';
import { seededChance } from '../seeded-chance.ts';
import { refOf } from '../store/claims-under-test.ts';
import { linesOf } from '../store/flushes.ts';
import { both } from './both.ts';
import type { Share } from './move.ts';
import type { MoveOf } from './play-steps.ts';
import { chosen, type Pair, type PairedClaim, type Twins } from './twins.ts';

export async function claim(twins: Twins, move: MoveOf<'claim'>): Promise<void> {
  const { requests, leaseMs, suspects } = move;
  const demand = {
    batchId: (chosen(twins.batches, move.batch) as NewBatch).id,
    model: chosen(twins.models, move.model) as string,
    pool: chosen(twins.pools, move.pool) as string,
    workerId: chosen(twins.workers, move.worker) as string,
    requests,
    leaseMs,
    chargePerRequest: 3,
    suspects,
  };
  const pair = await both(
    twins,
    ({ shards }) => shards.claim(demand),
    (taken) => taken && withoutNumbers(taken),
  );
  if (!pair?.subject || !pair.reference) return;
  twins.claims.push({ subject: pair.subject, reference: pair.reference, open: pair.reference.seqs });
}

function withoutNumbers({ shardId, fence, ...rest }: Claim) {
  return rest;
}

export async function renew(twins: Twins, { claims, leaseMs }: MoveOf<'renew'>): Promise<void> {
  const held = [...new Set(claims.flatMap((number) => chosen(twins.claims, number) ?? []))];
  const order = (side: 'subject' | 'reference', refs: readonly ClaimRef[]): readonly number[] =>
    refs.map((ref) => held.findIndex((pair) => isDeepStrictEqual(refOf(pair[side]), refOf(ref))));
  await both(twins, async ({ shards }, side) => {
    const { lost, closed, recalled } = await shards.renew(
      held.map((pair) => refOf(pair[side])),
      leaseMs,
    );
    const wanted = recalled.map((ref) => ({ claim: order(side, [ref])[0] as number, seqs: ref.seqs }));
    return {
      lost: order(side, lost).toSorted(),
      closed: order(side, closed).toSorted(),
      recalled: wanted.toSorted((left, right) => left.claim - right.claim),
    };
  });
}

export async function settle(twins: Twins, move: MoveOf<'settle'>): Promise<void> {
  const held = chosen(twins.claims, move.claim);
  if (!held) return;
  const ended = shareOf(held, move.ended);
  const deferred = subtractSeqs(shareOf(held, move.deferred), ended);
  const flush = {
    ...(sizeOf(ended) > 0 && { lines: linesOf(ended, move.outcome, `segments/${twins.flushes.length}`) }),
    ...(sizeOf(deferred) > 0 && { deferred: [{ seqs: deferred, afterMs: move.afterMs, attempts: move.attempts }] }),
    rest: move.rest,
  };
  const pair = { subject: { ...refOf(held.subject), ...flush }, reference: { ...refOf(held.reference), ...flush } };
  twins.flushes.push(pair);
  const receipts = await sendFlush(twins, pair);
  if (receipts?.reference === 'recorded') held.open = subtractSeqs(subtractSeqs(held.open, ended), deferred);
}

export async function repeatFlush(twins: Twins, { flush }: MoveOf<'repeat flush'>): Promise<void> {
  const pair = chosen(twins.flushes, flush);
  if (pair) await sendFlush(twins, pair);
}

function sendFlush(twins: Twins, flush: Pair<Flush>) {
  return both(twins, ({ shards }, side) => shards.settle(flush[side]));
}

function shareOf({ open, reference }: PairedClaim, { of, percent, seed }: Share): Seqs {
  const chance = seededChance(seed);
  return seqsOf([...eachSeq(of === 'open' ? open : reference.seqs)].filter(() => chance() * 100 < percent));
}
