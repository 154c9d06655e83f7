import type { JSX } from 'preact';
import type { Forecast, Quote } from '../../api/quote.ts';
import { amountText, bytesText, countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { Facts } from '../../parts/facts.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';

export interface QuoteNoteProps {
  readonly quote: Quote;
  /** Told of the window that would do. */
  onWindow(window: string): void;
}

/** What the batch would come to. */
export function QuoteNote({ quote, onWindow }: QuoteNoteProps): JSX.Element {
  const { errors, feasible, reason, shortest_window: shortest } = quote;
  return (
    <section class="quote" aria-label="Quote">
      <h2>Quote</h2>
      {errors ? (
        <>
          <p class="failure" role="alert">
            The batch would fail, and nothing would run. Mend the file and choose it again.
          </p>
          <ProblemList problems={errors.data} />
        </>
      ) : (
        <>
          <p role="status">
            In time: <StatusBadge status={feasible} /> {reason}
            {shortest !== null && (
              <button type="button" class="quiet" onClick={() => onWindow(shortest)}>
                Use {shortest}
              </button>
            )}
          </p>
          <Facts of={factsOf(quote)} />
        </>
      )}
    </section>
  );
}

function factsOf(quote: Quote): Parameters<typeof Facts>[0]['of'] {
  return {
    Requests: countText(quote.requests),
    Size: bytesText(quote.bytes),
    Tokens: `about ${countText(quote.tokens)}`,
    Models: quote.models.map(({ model }) => model).join(', '),
    Expected: forecastText(quote.expected),
    'On spot alone': quote.on_spot ? forecastText(quote.on_spot) : undefined,
    'On dedicated alone': quote.on_dedicated ? forecastText(quote.on_dedicated) : undefined,
  };
}

function forecastText(forecast: Forecast | null): string {
  if (!forecast) return 'not measured yet';
  const { finish_in_seconds: finish, cost } = forecast;
  const latest = finish.latest === null ? 'perhaps never' : `at the latest in ${spanText(finish.latest * 1_000)}`;
  return `in ${spanText(finish.expected * 1_000)} (${latest}), cost ${amountText(cost.expected)} (${amountText(cost.low)} to ${amountText(cost.high)})`;
}
