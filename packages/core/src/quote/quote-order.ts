import type { InputPlan } from '../input/index.ts';
import { judgeWindow, type WindowJudgement } from './judge-window.ts';
import { measureForecast } from './measure-forecast.ts';
import { type QuoteSnapshot, sightOfModel } from './model-sight.ts';
import type { Quote, QuoteForecast } from './quote.ts';
import type { QuotedOrder } from './quoted-order.ts';
import type { Reckoning } from './reckoning.ts';
import { windowText } from './span-text.ts';

/** What is quoted: an order, and the file that it was read from. */
export interface QuotedFile {
  readonly order: QuotedOrder;
  readonly window: string;
  readonly bytes: number;
  readonly plan: Pick<InputPlan, 'requests' | 'tokens' | 'problems'>;
  readonly maxWindowMs: number;
}

/** The quote of a file: pure, from its plan and a snapshot of the installation. */
export function* quoteOrder(file: QuotedFile, snapshot: QuoteSnapshot): Reckoning<Quote> {
  const { order, window, bytes, plan } = file;
  const models = order.models.map((work) => ({
    ...work,
    throughput: sightOfModel(work.model, snapshot).rate ?? null,
  }));
  const { requests, tokens, problems } = plan;
  const measured = models.length > 0 && models.every(({ throughput }) => throughput !== null);
  const judgement: WindowJudgement =
    problems.length > 0
      ? { feasible: 'unknown', reason: `The file cannot be run. ${problems[0]?.message ?? ''}` }
      : yield* judgeWindow(order, snapshot, file);
  const known = judgement.feasible !== 'unknown';
  function* forecast(pools?: { readonly preemptible: boolean }): Reckoning<QuoteForecast | null> {
    return known ? yield* measureForecast(order, snapshot, pools) : null;
  }
  const expected = yield* forecast();
  const shortest = judgement.feasible === 'no' ? judgement.shortestWindowMs : undefined;
  const fitsInMs = judgement.feasible === 'no' ? judgement.fitsInMs : undefined;
  return {
    ...{ requests, bytes, tokens, models, problems, window, windowMs: order.windowMs, measured },
    expected,
    onSpot: yield* forecast({ preemptible: true }),
    onDedicated: yield* forecast({ preemptible: false }),
    feasible: judgement.feasible,
    reason: `${judgement.reason}${doubtOf(judgement, expected, order)}`,
    shortestWindow: shortest === undefined ? null : windowText(shortest),
    fitsInMs: fitsInMs ?? null,
  };
}

/** A window that does as a rule may be missed when things go badly. */
function doubtOf({ feasible }: WindowJudgement, expected: QuoteForecast | null, { windowMs }: QuotedOrder): string {
  if (feasible !== 'yes' || !expected) return '';
  const { latest } = expected.finishInMs;
  return latest !== null && latest <= windowMs ? '' : ' It would be late if things went badly.';
}
