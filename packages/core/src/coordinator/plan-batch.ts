import { BlobRuns, type InputPlan, planInput, type RunStore } from '../input/index.ts';
import type { BatchStep, FileRecord, PlannedExtent, Problem } from '../store/index.ts';
import { endBatch, endedDueInMs, settleDown } from './end-batch.ts';
import { planRules } from './plan-rules.ts';
import type { StepContext } from './step-context.ts';

const EXTENTS_AT_ONCE = 64;

/** Reads the input once: validates every line and appends the extents; then the batch runs, or has failed. */
export async function planBatch(step: BatchStep, context: StepContext): Promise<void> {
  const { batch, asOf } = step;
  if (batch.cancelRequestedAt !== null) return endUnplanned(step, context, 'cancelled');
  if (batch.deadlineAt <= asOf) return endUnplanned(step, context, 'expired');
  const file = await context.store.files.get({ tenant: batch.tenant, id: batch.inputFileId });
  if (file?.purpose !== 'batch') return fail(step, context, [unusable(batch.inputFileId, file)]);
  // Ids of the first million lines are sorted in memory; those of more wait in blobs until they are merged.
  await using runs = new BlobRuns(context.blobs, `indexes/${batch.id}/runs-${step.fence}`);
  const plan = await appendAll(step, context, file, runs);
  // A refused append means a lost fence, then this changes nothing, or a cancel mark.
  if (plan === 'lost') return endUnplanned(step, context, 'cancelled');
  if (plan.problems.length > 0) return fail(step, context, plan.problems);
  await start(step, context, file, plan);
}

async function appendAll(
  step: BatchStep,
  context: StepContext,
  file: FileRecord,
  runs: RunStore,
): Promise<InputPlan | 'lost'> {
  const { blobs, store, signal } = context;
  const { endpoint, settings } = step.batch;
  const options = { ...(await planRules({ endpoint, ...settings }, file, context)), runs };
  const planning = planInput(blobs.read(file.blob, { signal }), options);
  try {
    return await appendFrom(planning, (extents) => store.shards.append(step, extents));
  } finally {
    // The input is closed, too, when the appending ended first.
    await planning.return(undefined as never);
  }
}

async function appendFrom(
  planning: AsyncGenerator<PlannedExtent, InputPlan>,
  append: (extents: readonly PlannedExtent[]) => Promise<number | 'lost'>,
): Promise<InputPlan | 'lost'> {
  let extents: PlannedExtent[] = [];
  for (;;) {
    const next = await planning.next();
    if (!next.done) extents.push(next.value);
    if (extents.length >= EXTENTS_AT_ONCE || (next.done && extents.length > 0)) {
      if ((await append(extents)) === 'lost') return 'lost';
      extents = [];
    }
    if (next.done) return next.value;
  }
}

async function start(step: BatchStep, context: StepContext, file: FileRecord, plan: InputPlan): Promise<void> {
  const { batch, asOf } = step;
  const customIdIndex = `indexes/${batch.id}/custom-ids-${step.fence}`;
  await context.blobs.put(customIdIndex, plan.customIdIndex.read(), { signal: context.signal });
  const models = plan.models.map((model) => model.model);
  const text = `Planned ${plan.requests} requests for ${models.join(', ')}, about ${plan.tokens} tokens.`;
  await settleDown(step, context, {
    phase: 'in_progress',
    dueInMs: Math.max(0, Math.min(context.pace.checkpointMs, batch.deadlineAt - asOf)),
    plan: { blob: file.blob, bytes: file.bytes, models, customIdIndex },
    events: [{ kind: 'planned', text }],
  });
}

function unusable(id: string, file: FileRecord | undefined): Problem {
  const why = file ? `has the purpose '${file.purpose}', not 'batch'` : 'does not exist';
  return { code: 'invalid_request', message: `The input file '${id}' ${why}.`, param: 'file_id', line: null };
}

async function fail(step: BatchStep, context: StepContext, problems: readonly Problem[]): Promise<void> {
  const text = `The input did not validate: ${problems[0]?.message ?? ''}`;
  await endBatch(step, context, {
    phase: 'failed',
    // Whatever was appended before the first problem was found goes at once.
    dueInMs: 0,
    problems,
    events: [{ kind: 'failed', text }],
  });
}

async function endUnplanned(step: BatchStep, context: StepContext, phase: 'cancelled' | 'expired'): Promise<void> {
  const text = `Ended as ${phase} before it was planned.`;
  await endBatch(step, context, { phase, dueInMs: endedDueInMs(step.batch), events: [{ kind: phase, text }] });
}
