import { badConditions, type Conditions, goodConditions } from './forecast/conditions.ts';
import { forecastOrder, type ModelForecast } from './forecast-order.ts';
import type { QuoteSnapshot } from './model-sight.ts';
import type { QuoteForecast } from './quote.ts';
import type { QuotedOrder } from './quoted-order.ts';
import type { Reckoning } from './reckoning.ts';

/** Planning, the first claims, the last flush and the files: as a rule, and at the most where nothing is wrong. */
const USUAL_EXTRA_MS = 2_000;
const MOST_EXTRA_MS = 10_000;

/**
 * When all models of the order are expected to be done, from now: no sooner than one turn of the slots takes. Undefined
 * when that is never.
 */
export function finishOf(forecasts: readonly ModelForecast[] | undefined): number | undefined {
  return latestOf(forecasts, (workedMs, turnoverMs) => Math.max(workedMs, turnoverMs) + USUAL_EXTRA_MS);
}

/** The range of what is to be expected of some pools; null when they would never be done. */
export function* measureForecast(
  order: QuotedOrder,
  snapshot: QuoteSnapshot,
  pools: { readonly preemptible?: boolean } = {},
): Reckoning<QuoteForecast | null> {
  const under = (conditions?: Conditions) =>
    forecastOrder(order, snapshot, { ...pools, ...(conditions && { conditions }) });
  const usual = yield* under();
  const good = yield* under(goodConditions);
  const bad = yield* under(badConditions);
  const expected = finishOf(usual);
  if (expected === undefined) return null;
  const earliest = latestOf(good, (workedMs) => workedMs) ?? expected;
  const latest = latestOf(bad, (workedMs, turnoverMs) => workedMs + turnoverMs + MOST_EXTRA_MS);
  const costs = [good, usual, bad].map(costOf);
  return {
    finishInMs: {
      earliest: Math.min(earliest, expected),
      expected,
      latest: latest === undefined ? null : Math.max(latest, expected),
    },
    cost: { low: Math.min(...costs), expected: costOf(usual), high: Math.max(...costs) },
  };
}

function latestOf(
  forecasts: readonly ModelForecast[] | undefined,
  finish: (workedMs: number, turnoverMs: number) => number,
): number | undefined {
  let latest = 0;
  for (const { end, sight } of forecasts ?? []) {
    if (end.finishedInMs === undefined) return undefined;
    latest = Math.max(latest, finish(end.finishedInMs, sight.turnoverMs));
  }
  return forecasts && Math.ceil(latest);
}

function costOf(forecasts: readonly ModelForecast[] | undefined): number {
  return (forecasts ?? []).reduce((sum, { end }) => sum + end.cost, 0);
}
