import { type FinalRecord, finalRecords } from '../batch/final-records.ts';
import {
  intersectSeqs,
  type Requeue,
  type RequeueSelection,
  type Seqs,
  type Settlement,
  seqsOf,
  sizeOf,
  subtractSeqs,
  uniteSeqs,
} from '../store/index.ts';

/** What of one extent is to be requeued. */
export interface RequeuePlan {
  /** One for each model and outcome. */
  readonly requeues: readonly Requeue[];
  /** Requests that were requeued since the batch was reopened. */
  readonly requeued: number;
}

/** Tokens of an answer that nobody has counted. */
const ANSWER_TOKENS = 256;
const BYTES_PER_TOKEN = 4;

/**
 * The ended requests of an extent that a reopening is about. Those that it has requeued already are left alone, whatever
 * became of them meanwhile: a step that repeats another runs nothing twice.
 */
export function planRequeue(
  settlements: readonly Settlement[],
  { outcomes, seqs }: RequeueSelection,
  reopenedAt: number,
): RequeuePlan {
  const before = settlements.filter(({ as, settledAt }) => as === 'requeued' && settledAt >= reopenedAt);
  const requeued = uniteSeqs(...before.map((settlement) => settlement.seqs));
  const ended = finalRecords(settlements).filter(({ outcome }) => outcomes.includes(outcome));
  const groups = Map.groupBy(ended, ({ settlement, outcome }) => `${outcome} ${settlement.model}`);
  const requeues = [...groups.values()].map((records) => {
    const left = subtractSeqs(seqsOf(records.map(({ seq }) => seq)), requeued);
    return requeueOf(records, seqs ? intersectSeqs(left, seqs) : left, settlements);
  });
  return { requeues: requeues.filter((requeue) => sizeOf(requeue.seqs) > 0), requeued: sizeOf(requeued) };
}

function requeueOf(records: readonly FinalRecord[], seqs: Seqs, settlements: readonly Settlement[]): Requeue {
  const { settlement, outcome } = records[0] as FinalRecord;
  const { extent, model } = settlement;
  const spent = records.reduce((sum, record) => sum + tokensOf(record), 0);
  const seen = settlements.reduce((last, { ordinal }) => Math.max(last, ordinal), 0);
  const tokens = Math.ceil((spent * sizeOf(seqs)) / records.length);
  return { extent, model, seqs, from: outcome, tokens, seen };
}

function tokensOf({ tokensIn, tokensOut, settlement: { extent } }: FinalRecord): number {
  const counted = tokensIn + tokensOut;
  return counted > 0 ? counted : extent.bytes / extent.requests / BYTES_PER_TOKEN + ANSWER_TOKENS;
}
