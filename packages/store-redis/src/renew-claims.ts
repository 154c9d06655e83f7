import type { ClaimRef, RecalledClaim, RenewAnswer } from '@spillway/core/store';
import { bytesOf, listOf, numberOf } from './codec/reply.ts';
import { unpackPositions } from './codec/seqs.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { Reply } from './session.ts';

/** One call for each batch. */
export async function renewClaims(
  context: StoreContext,
  claims: readonly ClaimRef[],
  leaseMs: number,
): Promise<RenewAnswer> {
  const ofBatches = [...Map.groupBy(claims, ({ batchId }) => batchId)];
  const renewed = await Promise.all(
    ofBatches.map(async ([batchId, ofBatch]) => ({
      ofBatch,
      replies: await renew(context, batchId, ofBatch, leaseMs),
    })),
  );
  const answer = { lost: [] as ClaimRef[], closed: [] as ClaimRef[], recalled: [] as RecalledClaim[] };
  for (const { ofBatch, replies } of renewed) {
    for (const [index, { batchId, shardId, fence }] of ofBatch.entries()) {
      const ref = { batchId, shardId, fence };
      const [lost, closed, recalled, firstSeq, positions] = listOf(replies[index]);
      if (lost === 1) answer.lost.push(ref);
      if (closed === 1) answer.closed.push(ref);
      if (recalled === 1) {
        answer.recalled.push({ ...ref, seqs: unpackPositions(bytesOf(positions), numberOf(firstSeq)) });
      }
    }
  }
  return answer;
}

async function renew(
  { session, keys, now }: StoreContext,
  batchId: string,
  claims: readonly ClaimRef[],
  leaseMs: number,
): Promise<readonly Reply[]> {
  const refs = claims.flatMap(({ shardId, fence }) => [shardId, fence]);
  return listOf(await session.run('renew', [keys.batch(batchId)], [now(), wholeMs(leaseMs), ...refs]));
}
