import type { BlobStorage } from '../blob/index.ts';
import { planRules } from '../coordinator/plan-rules.ts';
import { BlobRuns, type InputPlan, planInput } from '../input/index.ts';
import type { Pool } from '../policy/index.ts';
import type { Randomness } from '../randomness.ts';
import type { BatchSettings, FileRecord, Store } from '../store/index.ts';
import type { Limits } from './limits.ts';

export interface FilePlanOptions {
  readonly store: Pick<Store, 'workers'>;
  readonly blobs: BlobStorage;
  readonly limits: Pick<Limits, 'lineBytes' | 'lineDepth'>;
  readonly randomness: Randomness;
  readonly pools: readonly Pool[];
}

/** Reads a file by the rules by which a batch of it would be planned, in flat memory, and keeps nothing of it. */
export async function readFilePlan(
  asked: { readonly endpoint: string } & Pick<BatchSettings, 'mixedModels' | 'maxRequests'>,
  file: FileRecord,
  { signal, limits, ...surroundings }: FilePlanOptions & { readonly signal: AbortSignal },
): Promise<InputPlan> {
  const { blobs, randomness } = surroundings;
  await using runs = new BlobRuns(blobs, `indexes/quote_${randomness.id()}/runs`);
  const rules = await planRules(asked, file, { ...surroundings, ...limits, signal });
  const planning = planInput(blobs.read(file.blob, { signal }), { ...rules, runs });
  for (;;) {
    const next = await planning.next();
    if (next.done) return next.value;
  }
}
