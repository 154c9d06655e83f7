import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import { refusalOf } from '../quote/admit.ts';
import { judgeWindow } from '../quote/judge-window.ts';
import type { ModelWork } from '../quote/model-sight.ts';
import type { Quote } from '../quote/quote.ts';
import { quoteOrder } from '../quote/quote-order.ts';
import type { QuotedOrder } from '../quote/quoted-order.ts';
import { type Reckoning, reckonInTurns } from '../quote/reckoning.ts';
import type { Randomness } from '../randomness.ts';
import type { Batch, FileRecord, NewBatch, Store } from '../store/index.ts';
import { Arrivals } from './arrivals.ts';
import { defaultTenant } from './files.ts';
import type { Limits } from './limits.ts';
import { priorityOf } from './priority.ts';
import type { QuoteRequest } from './quote-request.ts';
import { readFilePlan } from './read-file-plan.ts';
import { readQuoteSnapshot } from './read-quote-snapshot.ts';
import { refuseUnknownEndpoint } from './refuse-unknown-endpoint.ts';
import { createTurns } from './turns.ts';
import { unlessStopped } from './unless-stopped.ts';
import { parseWindow } from './window.ts';

export interface QuotesOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  readonly pools: readonly Pool[];
  readonly fleetPolicy: FleetPolicy;
  readonly randomness: Randomness;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

/** Tells what batches would come to, and so which of them can be let in. */
export interface Quotes {
  /** See `SpillwayBatches.quote`. */
  quote(request: QuoteRequest): Promise<Quote>;
  /** The work of a batch that is to be created; undefined for one that is there already, or whose file fails it anyway. */
  workOf(batch: NewBatch): Promise<readonly ModelWork[] | undefined>;
  /** Why the order is not let in; undefined when it is. */
  refusalOf(order: QuotedOrder): Promise<SpillwayError | undefined>;
  /** Counts the batch among the work that waits, from now on. */
  letIn(batch: Batch, models: readonly ModelWork[]): void;
}

export function createQuotes(options: QuotesOptions): Quotes {
  const { store, limits, clock, closing } = options;
  const arrivals = new Arrivals({ store, clock });
  const inTurn = createTurns();
  // One at a time: several would together keep the process as busy as none of them may.
  const reckon = <Answer>(reckoning: Reckoning<Answer>, signal: AbortSignal): Promise<Answer> =>
    inTurn('reckonings', () => reckonInTurns(reckoning, { clock, signal }));
  const snapshotFor = (models: readonly ModelWork[]) =>
    readQuoteSnapshot(
      models.map(({ model }) => model),
      { ...options, arrivals },
    );
  const quote = async (asked: QuoteRequest, signal: AbortSignal): Promise<Quote> => {
    const { tenant = defaultTenant, inputFileId, endpoint, window = '24h', mixedModels = false } = asked;
    refuseUnknownEndpoint(endpoint, limits);
    const windowMs = parseWindow(window, limits);
    const priority = priorityOf(null, asked.priority);
    const file = usable(inputFileId, await store.files.get({ tenant, id: inputFileId }));
    const rules = { endpoint, mixedModels, maxRequests: limits.batchRequests };
    const plan = await readFilePlan(rules, file, { ...options, signal });
    const order = { tenant, priority, windowMs, models: plan.models };
    const { maxWindowMs } = limits;
    const quoted = { order, window, bytes: file.bytes, plan, maxWindowMs };
    return reckon(quoteOrder(quoted, await snapshotFor(plan.models)), signal);
  };
  return {
    quote(asked) {
      const stop = asked.signal ? AbortSignal.any([asked.signal, closing]) : closing;
      return unlessStopped(quote(asked, stop), stop);
    },
    async workOf(batch) {
      const { tenant, endpoint, settings } = batch;
      if (await store.batches.get(batch)) return undefined;
      const file = await store.files.get({ tenant, id: batch.inputFileId });
      if (file?.purpose !== 'batch') return undefined;
      const plan = await readFilePlan({ endpoint, ...settings }, file, { ...options, signal: closing });
      return plan.problems.length > 0 ? undefined : plan.models;
    },
    async refusalOf(order) {
      const judging = judgeWindow(order, await snapshotFor(order.models), limits);
      return refusalOf(await reckon(judging, closing));
    },
    letIn: (batch, models) => arrivals.note(batch, models),
  };
}

function usable(id: string, file: FileRecord | undefined): FileRecord {
  if (file?.purpose === 'batch') return file;
  const param = 'input_file_id';
  if (!file) throw new SpillwayError(`There is no file '${id}'.`, { code: 'not_found', param });
  throw new SpillwayError(`The file '${id}' has the purpose '${file.purpose}', not 'batch'.`, {
    code: 'invalid_argument',
    param,
  });
}
