import { type BlobStorage, readBlob } from '../blob/index.ts';
import type { PlanOptions } from '../input/index.ts';
import type { BatchSettings, FileRecord, WorkerRecord } from '../store/index.ts';
import type { CoordinatorOptions } from './coordinator-options.ts';
import { isScaled } from './is-scaled.ts';

/** What planning knows of the installation. */
export interface PlanSurroundings
  extends Pick<CoordinatorOptions, 'blobs' | 'lineBytes' | 'lineDepth' | 'randomness' | 'pools'> {
  readonly store: Pick<CoordinatorOptions['store'], 'workers'>;
  readonly signal: AbortSignal;
}

/** The rules by which the file is planned, with what the live workers say of their models. */
export async function planRules(
  asked: { readonly endpoint: string } & Pick<BatchSettings, 'mixedModels' | 'maxRequests'>,
  file: FileRecord,
  { blobs, store, lineBytes, lineDepth, randomness, pools, signal }: PlanSurroundings,
): Promise<PlanOptions> {
  const workers = await store.workers.list();
  const contexts = contextsOf(workers);
  const { endpoint, mixedModels, maxRequests } = asked;
  return {
    ...{ endpoint, mixedModels, maxRequests },
    maxLineBytes: lineBytes,
    maxLineDepth: lineDepth,
    contextTokens: (model) => contexts.get(model),
    readRange: rangesOf(blobs, file.blob, signal),
    randomness,
    signal,
    ...(isAll(workers) && !pools.some((pool) => isScaled(pool)) && { knownModels: modelsOf(workers) }),
  };
}

function rangesOf(blobs: BlobStorage, blob: string, signal: AbortSignal): PlanOptions['readRange'] {
  return (offset, length) => readBlob(blobs, blob, { offset, length, signal });
}

/**
 * Whether workers name all models that there are. With no engine known, a batch waits for one that serves its models, and with
 * one that is out of order for that one; else a name that none serves is a mistake, but where workers are started for what is
 * asked for.
 */
function isAll(workers: readonly WorkerRecord[]): boolean {
  return modelsOf(workers).size > 0 && workers.every(({ engines }) => engines.every(({ healthy }) => healthy));
}

function modelsOf(workers: readonly WorkerRecord[]): ReadonlySet<string> {
  return new Set(workers.flatMap((worker) => worker.models));
}

/** The largest context of each model; of none that a worker serves without saying, since that may be larger still. */
function contextsOf(workers: readonly WorkerRecord[]): ReadonlyMap<string, number> {
  const contexts = new Map<string, number>();
  for (const { models, contextTokens } of workers) {
    const told = new Map(Object.entries(contextTokens));
    for (const model of models) {
      contexts.set(model, Math.max(contexts.get(model) ?? 0, told.get(model) ?? Number.POSITIVE_INFINITY));
    }
  }
  return contexts;
}
