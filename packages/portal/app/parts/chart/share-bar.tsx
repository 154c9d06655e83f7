import type { JSX } from 'preact';
import { percentsOf } from '../../format/amount.ts';
import { toneOf } from './series.ts';

export interface ShareBarProps {
  /** What is shared. */
  readonly title: string;
  readonly shares: Readonly<Record<string, number>>;
  text(value: number): string;
}

/** Who has how much of a whole. */
export function ShareBar({ title, shares, text }: ShareBarProps): JSX.Element | null {
  const series = Object.entries(shares).map(([name, value]) => ({ name, values: [value] }));
  const tones = series.map((one) => ({ ...one, tone: toneOf(series, one), value: one.values[0] ?? 0 }));
  const percents = percentsOf(tones.map(({ value }) => value));
  if (tones.every(({ value }) => value === 0)) return null;
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
      </figcaption>
      <div class="share-bar" aria-hidden="true">
        {tones.map(({ name, tone, value }) => (
          <div key={name} data-tone={tone} style={{ flexGrow: value }} />
        ))}
      </div>
      <ul class="chart-key">
        {tones.map(({ name, tone, value }, index) => (
          <li key={name} data-tone={tone}>
            {name} <strong>{percents[index]} %</strong> {text(value)}
          </li>
        ))}
      </ul>
    </figure>
  );
}
