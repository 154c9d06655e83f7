import type { LiveLine } from '../batch/live-page.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Batch } from '../store/index.ts';
import { followResults, type ResultsOptions } from './results.ts';
import type { RunOptions, RunRequest, RunResult } from './run.ts';
import type { SpillwayBatches, SpillwayFiles } from './spillway.ts';

export interface RunBatchOptions extends ResultsOptions {
  readonly files: SpillwayFiles;
  readonly batches: SpillwayBatches;
}

/** Runs requests as one batch, from upload to the last result. */
export async function* runBatch(
  requests: Iterable<RunRequest> | AsyncIterable<RunRequest>,
  { model, endpoint = '/v1/chat/completions', within, signal, ...order }: RunOptions,
  context: RunBatchOptions,
): AsyncGenerator<RunResult> {
  const { files, batches, closing } = context;
  const stop = signal ? AbortSignal.any([signal, closing]) : closing;
  const source = linesOf(requests, { endpoint, ...(model !== undefined && { model }) });
  const tenant = order.tenant !== undefined ? { tenant: order.tenant } : {};
  const input = await files.upload({ filename: 'run.jsonl', source, ...tenant, signal: stop });
  const window = within !== undefined ? { window: within } : {};
  const batch = await batches.create({ ...order, inputFileId: input.id, endpoint, ...window });
  let finished = false;
  try {
    yield* follow(batch, context, stop);
    finished = true;
  } finally {
    if (!finished) await batches.cancel({ ...tenant, id: batch.id });
  }
}

async function* follow(
  { id, tenant }: Batch,
  context: RunBatchOptions,
  signal: AbortSignal,
): AsyncGenerator<RunResult> {
  for await (const { batch, lines } of followResults({ id, tenant, signal }, context)) {
    if (batch.phase === 'failed') throw failed(batch);
    for (const line of lines) yield resultOf(line);
  }
}

async function* linesOf(
  requests: Iterable<RunRequest> | AsyncIterable<RunRequest>,
  { endpoint, model }: { readonly endpoint: string; readonly model?: string },
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const { customId = String(position), body } of requests) {
    const complete = model !== undefined && !('model' in body) ? { model, ...body } : body;
    yield Buffer.from(`${JSON.stringify({ custom_id: customId, method: 'POST', url: endpoint, body: complete })}\n`);
    position++;
  }
}

function resultOf({ outcome, line }: LiveLine): RunResult {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
  const { custom_id: customId, response, error } = JSON.parse(text) as WireLine;
  const complaint = error ?? response?.body?.error;
  return {
    customId,
    outcome,
    statusCode: response?.status_code ?? null,
    body: response?.body ?? null,
    error:
      outcome === 'succeeded' ? null : { code: complaint?.code ?? null, message: complaint?.message ?? 'no answer' },
  };
}

interface WireLine {
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly body: { readonly error?: WireError } | null } | null;
  readonly error: WireError | null;
}

interface WireError {
  readonly code?: string | null;
  readonly message?: string;
}

function failed({ id, problems }: Batch): SpillwayError {
  const [first] = problems;
  const where = first?.line ? `line ${first.line}: ` : '';
  return new SpillwayError(`Batch ${id} did not validate: ${where}${first?.message ?? 'unknown problem'}`, {
    code: 'invalid_argument',
    ...(first?.param && { param: first.param }),
  });
}
