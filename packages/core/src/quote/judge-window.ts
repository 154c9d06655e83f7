import { forecastOrder, inTimeWithout, type ModelForecast, type Supposition } from './forecast-order.ts';
import { leastThatDoes } from './least-that-does.ts';
import { finishOf } from './measure-forecast.ts';
import { type QuoteSnapshot, sightOfModel } from './model-sight.ts';
import type { QuotedOrder } from './quoted-order.ts';
import type { Reckoning } from './reckoning.ts';
import { spanText, windowText } from './span-text.ts';

/** Whether an order can be done in its window. */
export type WindowJudgement =
  | { readonly feasible: 'yes' | 'unknown'; readonly reason: string }
  | {
      readonly feasible: 'no';
      /** Whether it would not even be done if nothing else waited. */
      readonly evenAlone: boolean;
      readonly reason: string;
      /** The shortest window that would do now. */
      readonly shortestWindowMs: number | undefined;
      /** When the window will do, if nothing more comes. */
      readonly fitsInMs: number | undefined;
    };

const MINUTE_MS = 60_000;

/**
 * Judges by the expected course of things, with throughput as it was measured. An order fits when it is expected to be
 * done within its window, and no other work that would be in time is late for it. What was not measured is unknown.
 */
export function* judgeWindow(
  order: QuotedOrder,
  snapshot: QuoteSnapshot,
  { maxWindowMs }: { readonly maxWindowMs: number },
): Reckoning<WindowJudgement> {
  const unknown = whatIsUnknown(order, snapshot);
  if (unknown) return { feasible: 'unknown', reason: unknown };
  const alone = yield* forecastOrder(order, snapshot, { alone: true });
  const all = yield* forecastOrder(order, snapshot);
  const others = yield* inTimeWithout(order, snapshot);
  function* fits(supposition: Supposition): Reckoning<boolean> {
    const forecasts = yield* forecastOrder(order, snapshot, supposition);
    return isDone(forecasts, { windowMs: order.windowMs, others, ...supposition });
  }
  if (isDone(all, { windowMs: order.windowMs, others })) return { feasible: 'yes', reason: goesWell(order, all) };
  const evenAlone = !isDone(alone, { windowMs: order.windowMs, others: new Set() });
  const shortestWindowMs = yield* leastThatDoes({
    above: order.windowMs,
    guess: finishOf(all) ?? maxWindowMs,
    most: maxWindowMs,
    step: MINUTE_MS,
    does: (windowMs) => fits({ windowMs }),
  });
  const fitsInMs = evenAlone ? undefined : yield* whenItFits(snapshot, (arrivesInMs) => fits({ arrivesInMs }));
  const reason = goesBadly(order, { alone, all, evenAlone, shortestWindowMs, fitsInMs });
  return { feasible: 'no', evenAlone, reason, shortestWindowMs, fitsInMs };
}

/** A sentence that says what to do about it; undefined when enough is known. */
function whatIsUnknown({ models }: QuotedOrder, snapshot: QuoteSnapshot): string | undefined {
  for (const { model } of models) {
    const { rate, served } = sightOfModel(model, snapshot);
    if (!served) return `No worker serves '${model}' now, and nothing starts one. Start a worker.`;
    if (!rate) {
      return (
        `It was never measured how fast a worker answers for '${model}'. ` +
        'Run a small batch of such requests first; a few answers are enough.'
      );
    }
  }
  return undefined;
}

interface Bounds {
  readonly windowMs: number;
  readonly arrivesInMs?: number;
  /** Work that may not become late. */
  readonly others: ReadonlySet<string>;
}

function isDone(
  forecasts: readonly ModelForecast[] | undefined,
  { windowMs, arrivesInMs = 0, others }: Bounds,
): boolean {
  const finishMs = finishOf(forecasts);
  if (!forecasts || finishMs === undefined || finishMs > arrivesInMs + windowMs) return false;
  const inTime = new Set(forecasts.flatMap((forecast) => [...forecast.inTime]));
  return [...others].every((id) => inTime.has(id));
}

/** At the latest when all that waits now has ended in some way. */
function whenItFits(
  { asOf, lanes, arriving }: QuoteSnapshot,
  does: (inMs: number) => Reckoning<boolean>,
): Reckoning<number | undefined> {
  const last = [...lanes, ...arriving].reduce((most, { deadlineAt }) => Math.max(most, deadlineAt), asOf);
  const most = Math.max(1_000, last - asOf + 1_000);
  return leastThatDoes({ above: 0, guess: Math.min(most, MINUTE_MS), most, step: 1_000, does });
}

function goesWell({ windowMs }: QuotedOrder, all: readonly ModelForecast[] | undefined): string {
  return `Expected to be done in ${spanText(finishOf(all) ?? 0)}, within ${windowText(windowMs)}.`;
}

interface Failing {
  readonly alone: readonly ModelForecast[] | undefined;
  readonly all: readonly ModelForecast[] | undefined;
  readonly evenAlone: boolean;
  readonly shortestWindowMs: number | undefined;
  readonly fitsInMs: number | undefined;
}

/** Of the work of others no number is told: a tenant may not count another's. */
function goesBadly({ windowMs }: QuotedOrder, failing: Failing): string {
  const { alone, all, evenAlone, shortestWindowMs, fitsInMs } = failing;
  const takes = (forecasts: Failing['all']): string => {
    const finishMs = finishOf(forecasts);
    return finishMs === undefined ? 'longer than any window' : `about ${spanText(finishMs)}`;
  };
  const late = (finishOf(all) ?? Number.POSITIVE_INFINITY) > windowMs;
  const why = evenAlone
    ? `It takes ${takes(alone)} even if nothing else waits; the window is ${windowText(windowMs)}.`
    : late
      ? `With the work before it, it takes ${takes(all)}; the window is ${windowText(windowMs)}.`
      : `In ${windowText(windowMs)} it can be done only if other work that is due becomes late.`;
  const shortest =
    shortestWindowMs === undefined
      ? ' No longer window would do now.'
      : ` The shortest window that would do now is ${windowText(shortestWindowMs)}.`;
  const later = fitsInMs === undefined ? '' : ` In about ${spanText(fitsInMs)} this window will do.`;
  return `${why}${shortest}${later}`;
}
