import { type BlobStorage, readBlob } from '../blob/index.ts';
import { readRequests } from '../input/index.ts';
import { type Extent, seqsOf } from '../store/index.ts';
import type { FinalRecord } from './final-records.ts';
import { errorLine, type LineError } from './output-line.ts';

/** An extent of a batch, and where its input is read. */
export interface ExtentSource {
  readonly blobs: BlobStorage;
  readonly batchId: string;
  /** Blob of the batch's input. */
  readonly input: string;
  readonly extent: Extent;
  readonly signal: AbortSignal;
}

/** What the line of a request says that ended without one. */
export const withdrawalErrors: { readonly [outcome in 'expired' | 'cancelled']: LineError } = {
  expired: {
    code: 'batch_expired',
    message: 'This request could not be executed before the completion window expired.',
  },
  cancelled: { code: 'batch_cancelled', message: 'This request was not executed: the batch was cancelled.' },
};

/** Lines, by seq, of the records that have none, made by rereading the input. */
export async function withdrawnLines(
  { blobs, batchId, input, extent, signal }: ExtentSource,
  records: readonly FinalRecord[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const made = new Map<number, Uint8Array>();
  const withdrawn = new Map(records.filter((record) => !record.place).map((record) => [record.seq, record.outcome]));
  if (withdrawn.size === 0) return made;
  const bytes = await readBlob(blobs, input, { offset: extent.offset, length: extent.bytes, signal });
  const ascending = [...withdrawn.keys()].sort((left, right) => left - right);
  for (const { seq, customId } of readRequests(bytes, extent.firstSeq, seqsOf(ascending))) {
    const outcome = withdrawn.get(seq) === 'cancelled' ? 'cancelled' : 'expired';
    made.set(seq, errorLine({ batchId, seq, customId }, withdrawalErrors[outcome]));
  }
  return made;
}
