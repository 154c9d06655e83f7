import type { JSX } from 'preact';
import { amountText } from '../format/amount.ts';
import { spanText } from '../format/span.ts';
import type { Sample } from '../live/use-batch.ts';

const [WIDTH, HEIGHT, BARS] = [600, 60, 60];
/** Results are recorded about once a second: shorter bars would show that, and no rate. */
const LEAST_BAR_MS = 3_000;

/** Requests ended in a second, since the view was opened. */
export function RateChart({ samples }: { readonly samples: readonly Sample[] }): JSX.Element | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < 2 * LEAST_BAR_MS) return null;
  const rates = ratesOf(samples, first.at, last.at);
  const most = Math.max(...rates, Number.MIN_VALUE);
  const mean = ((last.ended - first.ended) * 1_000) / (last.at - first.at);
  const text = `${amountText(mean)} requests/s over the last ${spanText(last.at - first.at)}, at most ${amountText(most)}`;
  return (
    <figure class="rate-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={text}>
        {rates.map((rate, index) => {
          const height = (rate / most) * HEIGHT;
          return (
            <rect key={index} x={(index * WIDTH) / BARS} y={HEIGHT - height} width={WIDTH / BARS - 2} height={height} />
          );
        })}
      </svg>
      <figcaption>{text}</figcaption>
    </figure>
  );
}

/** Spread evenly over the spans between samples. */
function ratesOf(samples: readonly Sample[], from: number, to: number): readonly number[] {
  const span = Math.max(LEAST_BAR_MS, (to - from) / BARS);
  return Array.from({ length: Math.floor((to - from) / span) }, (_, bar) => {
    const gained = endedAt(samples, from + (bar + 1) * span) - endedAt(samples, from + bar * span);
    return Math.max(0, (gained * 1_000) / span);
  });
}

function endedAt(samples: readonly Sample[], at: number): number {
  const next = samples.findIndex((sample) => sample.at >= at);
  const [before, after] = [samples[next - 1], samples[next]];
  if (!after) return samples.at(-1)?.ended ?? 0;
  if (!before || after.at === before.at) return after.ended;
  return before.ended + ((after.ended - before.ended) * (at - before.at)) / (after.at - before.at);
}
