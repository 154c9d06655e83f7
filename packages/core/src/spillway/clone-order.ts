import { SpillwayError } from '../errors/index.ts';
import type { Batch, Store } from '../store/index.ts';
import type { BatchOrder } from './batch-order.ts';
import type { CloneOrder } from './batch-requests.ts';
import { defaultTenant } from './files.ts';
import { noSuchBatch } from './no-such-batch.ts';

export interface CloneOrderOptions {
  readonly store: Pick<Store, 'batches' | 'files'>;
  /** Whether a batch was created from this order before. A repeated call is answered though the input is gone since. */
  readonly isRepeat: (order: BatchOrder) => Promise<boolean>;
}

/** The order of a batch on the input of another, see `SpillwayBatches.clone`. */
export async function cloneOrder(
  { tenant = defaultTenant, id, ...changes }: CloneOrder,
  { store: { batches, files }, isRepeat }: CloneOrderOptions,
): Promise<BatchOrder> {
  const batch = await batches.get({ tenant, id });
  if (!batch) throw noSuchBatch(id);
  const { priority, ...same } = orderOf(batch);
  const order = { ...same, ...(!saysPriority(changes.metadata) && { priority }), ...changes };
  if (!(await files.get({ tenant, id: batch.inputFileId })) && !(await isRepeat(order))) throw inputGone(batch);
  return order;
}

function orderOf({ settings, user, ...batch }: Batch): BatchOrder & { readonly priority: number } {
  const { tenant, inputFileId, endpoint, window, metadata, priority } = batch;
  const { mixedModels, outputExpiresAfterMs, deduplicate } = settings;
  return {
    ...{ tenant, inputFileId, endpoint, window, metadata, priority, mixedModels },
    ...(user !== null && { user }),
    ...(outputExpiresAfterMs !== null && { outputExpiresAfterMs }),
    ...(deduplicate && { deduplicate: deduplicate.scope }),
  };
}

/** New metadata may set a new priority. */
function saysPriority(metadata: CloneOrder['metadata']): boolean {
  return metadata?.spillway_priority !== undefined || metadata?.priority !== undefined;
}

function inputGone({ id, inputFileId }: Batch): SpillwayError {
  return new SpillwayError(`The input file '${inputFileId}' of batch '${id}' is gone.`, {
    code: 'conflict',
    param: 'id',
    hint: 'It was removed or has expired; upload the requests again and create a new batch.',
  });
}
