import { extentLines } from '../batch/extent-lines.ts';
import { SpillwayError } from '../errors/index.ts';
import { replicaPrices } from '../history/replica-prices.ts';
import { rerunSeqs } from '../history/rerun-seqs.ts';
import { revisionStartOf } from '../history/revision-start.ts';
import { WorkTally } from '../history/work-tally.ts';
import { type Produced, producedBlob, producedFileId } from '../retention/produced-blob.ts';
import type { Batch, BatchPhase, BatchPlan, BatchStep, BatchUsage, Settlement, TimelineEvent } from '../store/index.ts';
import { endBatch, endedDueInMs } from './end-batch.ts';
import { type ProducedContent, ProducedFile } from './produced-file.ts';
import type { StepContext } from './step-context.ts';

const EXTENTS_AT_ONCE = 16;

interface ProducedFiles {
  readonly output: ProducedFile;
  readonly error: ProducedFile;
}

/** Assembles the output and error files of a batch of which nothing is open, and ends it. */
export async function finishBatch(step: BatchStep, context: StepContext): Promise<void> {
  const { batch } = step;
  const { blobs, signal } = context;
  const key = (kind: Produced['kind']): string => producedBlob(producedOf(batch, kind), step.fence);
  const files: ProducedFiles = {
    output: new ProducedFile(blobs, key('output'), signal),
    error: new ProducedFile(blobs, key('error'), signal),
  };
  try {
    const tally = new WorkTally({ startedAt: revisionStartOf(batch), deadlineAt: batch.deadlineAt });
    const usage = batch.plan ? await writeResults(batch, batch.plan, context, { ...files, tally }) : noUsage;
    const outputFileId = await record(batch, 'output', await files.output.end(), context);
    const errorFileId = await record(batch, 'error', await files.error.end(), context);
    const phase = endPhase(batch);
    const dueInMs = endedDueInMs(batch);
    const work = tally.work(await replicaPrices(context.store, context.pools));
    const to = { phase, dueInMs, usage, outputFileId, errorFileId, events: endEvents(batch, phase) };
    await endBatch(step, context, to, { work, waits: tally.waits, attempts: tally.attempts });
  } catch (error) {
    await Promise.all([files.output.abandon(), files.error.abandon()]);
    throw error;
  }
}

const noUsage: BatchUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** A cancel mark that comes later than this is minded by the store. */
function endPhase({ cancelRequestedAt, counts }: Batch): BatchPhase {
  if (cancelRequestedAt !== null) return 'cancelled';
  return counts.expired > 0 ? 'expired' : 'completed';
}

function endEvents({ counts, deduplicated }: Batch, phase: BatchPhase): readonly TimelineEvent[] {
  const { deadLettered } = counts;
  const answers = deduplicated === 1 ? '1 answer was' : `${deduplicated} answers were`;
  const dead = deadLettered === 1 ? '1 request was' : `${deadLettered} requests were`;
  return [
    ...(deduplicated === 0
      ? []
      : [{ kind: 'deduplicated', text: `${answers} copied from other requests instead of run.` }]),
    ...(deadLettered === 0 ? [] : [{ kind: 'dead_lettered', text: `${dead} given up, and can be run again.` }]),
    { kind: phase, text: `Ended as ${phase}: ${counts.succeeded} of ${counts.total} succeeded.` },
  ];
}

async function writeResults(
  batch: Batch,
  plan: BatchPlan,
  { store, blobs, signal }: StepContext,
  { output, error, tally }: ProducedFiles & { readonly tally: WorkTally },
): Promise<BatchUsage> {
  const startedAt = revisionStartOf(batch);
  const usage = { ...noUsage };
  let written = 0;
  for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
    const page = await store.shards.settlements(batch.id, { fromSeq, extents: EXTENTS_AT_ONCE });
    for (const settlements of byExtent(page.settlements)) {
      const extent = (settlements[0] as Settlement).extent;
      const lines = extentLines({ blobs, batchId: batch.id, input: plan.blob, extent, settlements, signal });
      const rerun = batch.revision > 1 ? rerunSeqs(settlements, startedAt) : undefined;
      for await (const ended of lines) {
        const { seq, outcome, line, tokensIn, tokensOut, cachedTokens, reasoningTokens } = ended;
        if (rerun?.has(seq) ?? true) tally.add(ended);
        usage.inputTokens += tokensIn;
        usage.outputTokens += tokensOut;
        usage.cachedTokens += cachedTokens;
        usage.reasoningTokens += reasoningTokens;
        written++;
        await (outcome === 'succeeded' ? output : error).write(line);
      }
    }
    signal.throwIfAborted();
    fromSeq = page.nextSeq;
  }
  if (written !== batch.counts.total) throw incomplete(batch, written);
  return usage;
}

/** Rather no files than files in which a request is missing. */
function incomplete({ id, counts }: Batch, written: number): SpillwayError {
  return new SpillwayError(`batch ${id} has ${counts.total} requests, but settlements of ${written}`, {
    code: 'internal',
  });
}

function byExtent(settlements: readonly Settlement[]): Settlement[][] {
  const extents = new Map<number, Settlement[]>();
  for (const settlement of settlements) {
    const extent = extents.get(settlement.extent.firstSeq);
    if (extent) extent.push(settlement);
    else extents.set(settlement.extent.firstSeq, [settlement]);
  }
  return [...extents.values()];
}

/**
 * Records a produced file under an id that every try of this revision derives alike: the content is a function of the
 * settlements, so a repeated finish meets its own record. Then the fresh blob is superfluous.
 */
async function record(
  batch: Batch,
  kind: Produced['kind'],
  content: ProducedContent | undefined,
  { store, blobs }: StepContext,
): Promise<string | null> {
  if (!content) return null;
  const file = await store.files.create({
    ...content,
    id: producedFileId(producedOf(batch, kind)),
    tenant: batch.tenant,
    purpose: 'batch_output',
    filename: `${batch.id}_${kind}.jsonl`,
    expiresInMs: batch.settings.outputExpiresAfterMs,
  });
  if (file.blob !== content.blob) await blobs.remove([content.blob]);
  return file.id;
}

function producedOf({ id: batchId, revision }: Batch, kind: Produced['kind']): Produced {
  return { batchId, revision, kind };
}
