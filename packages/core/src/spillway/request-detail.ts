import { type AttemptNote, attemptHistories } from '../batch/attempt-history.ts';
import { inputLines } from '../batch/input-lines.ts';
import { recordLines } from '../batch/record-lines.ts';
import { parseRequestId } from '../batch/request-id.ts';
import type { RequestState } from '../batch/request-states.ts';
import type { ExtentSource } from '../batch/withdrawn-lines.ts';
import type { Store } from '../store/index.ts';
import type { BatchRequestDetail } from './batch-requests.ts';
import { defaultTenant } from './files.ts';
import { isPlanned, type RequestsOptions, readState, viewsIn } from './request-page.ts';
import type { SpillwayBatches } from './spillway.ts';
import { unlessStopped } from './unless-stopped.ts';

/** One request with its lines, see `SpillwayBatches.request`. */
export async function readRequest(
  { tenant = defaultTenant, id, ...key }: Parameters<SpillwayBatches['request']>[0],
  { store, blobs, closing }: RequestsOptions,
): Promise<BatchRequestDetail | undefined> {
  const request = parseRequestId(id);
  const batch = request && (await store.batches.get({ tenant, id: request.batchId }));
  if (!request || !batch || !isPlanned(batch) || request.seq >= batch.counts.total) return undefined;
  const signal = key.signal ? AbortSignal.any([key.signal, closing]) : closing;
  const read = async (): Promise<BatchRequestDetail | undefined> => {
    const state = await readState(store.shards, batch.id, request.seq);
    const [view] = state ? await viewsIn(batch, [state], { blobs, signal }) : [];
    if (!state || !view) return undefined;
    const source = { blobs, batchId: batch.id, input: batch.plan.blob, extent: state.extent, signal };
    const input = (await inputLines(source, [state.seq])).get(state.seq) ?? null;
    return {
      ...view,
      input,
      output: await outputLine(state, source),
      attemptHistory: await historyOf(state, source, store.shards),
    };
  };
  return unlessStopped(read(), signal);
}

async function historyOf(
  { seq }: RequestState,
  { blobs, batchId, extent, signal }: ExtentSource,
  shards: Store['shards'],
): Promise<readonly AttemptNote[]> {
  const page = await shards.settlements(batchId, { fromSeq: extent.firstSeq, extents: 1 });
  const settlements = page.settlements.filter((settlement) => settlement.extent.firstSeq === extent.firstSeq);
  const histories = await attemptHistories({ blobs, batchId, extent, settlements, seqs: [[seq, seq + 1]], signal });
  return histories.get(seq) ?? [];
}

async function outputLine({ seq, record }: RequestState, source: ExtentSource): Promise<Uint8Array | null> {
  if (!record) return null;
  const line = (await recordLines(source, [record])).get(seq);
  return line ? line.subarray(0, -1) : null;
}
