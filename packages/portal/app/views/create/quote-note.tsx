import type { BatchQuote } from '@spillway/api-types';
import type { JSX } from 'preact';
import { bytesText, countText } from '../../format/amount.ts';
import { Facts } from '../../parts/facts.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ForecastTable } from './forecast-table.tsx';

export interface QuoteNoteProps {
  readonly quote: BatchQuote;
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
          <ForecastTable quote={quote} />
        </>
      )}
    </section>
  );
}

function factsOf(quote: BatchQuote): Parameters<typeof Facts>[0]['of'] {
  return {
    Requests: countText(quote.requests),
    Size: bytesText(quote.bytes),
    Tokens: `about ${countText(quote.tokens)}`,
    Models: quote.models.map(({ model }) => model).join(', '),
  };
}
