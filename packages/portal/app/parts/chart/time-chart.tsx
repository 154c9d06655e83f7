import type { JSX, PointerEventHandler } from 'preact';
import { useState } from 'preact/hooks';
import { amountText } from '../../format/amount.ts';
import { areaPath, box, linePath, placesOf, roundAbove, stacked } from './chart-scale.ts';
import { ChartTable } from './chart-table.tsx';
import { timeText, valueText } from './chart-text.ts';
import { type Series, toneOf } from './series.ts';

export interface TimeChartProps {
  readonly title: string;
  /** Instants in seconds since the epoch, ascending. */
  readonly at: readonly number[];
  /** With a value for each instant. */
  readonly series: readonly Series[];
  /** One on top of the other, where their sum means something. */
  readonly isStacked?: boolean;
  /** Whether nothing more will come: then the most of each stands there instead of the latest. */
  readonly isOver?: boolean;
  /** A value as text; as a plain number by default. */
  text?(value: number): string;
}

/** What went on over time: as lines for those who see, as a table for everybody. */
export function TimeChart(props: TimeChartProps): JSX.Element {
  const { title, at, series, isStacked = false, isOver = false, text = amountText } = props;
  const [pointed, setPointed] = useState<number>();
  const index = Math.min(pointed ?? at.length - 1, at.length - 1);
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="hint">{pointed !== undefined ? timeText(at[index]) : isOver ? 'at most' : 'latest'}</span>
      </figcaption>
      <ul class="chart-key">
        {series.map((one) => (
          <li key={one.name} data-tone={toneOf(series, one)} data-broken={one.of !== undefined}>
            {one.name}{' '}
            <strong>{valueText(isOver && pointed === undefined ? mostOf(one) : one.values[index], text)}</strong>
          </li>
        ))}
      </ul>
      {at.length < 2 ? (
        <p class="chart-wait hint">Drawn as soon as there are two measurements.</p>
      ) : (
        <Plot {...{ title, at, series, isStacked, text, pointed, setPointed }} />
      )}
      <ChartTable title={title} at={at} series={series} text={text} />
    </figure>
  );
}

function mostOf({ values }: Series): number {
  return Math.max(0, ...values.map((value) => value ?? 0));
}

interface PlotProps extends Required<Omit<TimeChartProps, 'isOver'>> {
  readonly pointed: number | undefined;
  setPointed(index: number | undefined): void;
}

function Plot({ title, at, series, isStacked, text, pointed, setPointed }: PlotProps): JSX.Element {
  const places = placesOf(at);
  const sums = isStacked ? stacked(series.map(({ values }) => values)) : undefined;
  const most = roundAbove(
    Math.max(0, ...(sums ?? series.map(({ values }) => values)).flat().map((value) => value ?? 0)),
  );
  const point: PointerEventHandler<HTMLElement> = ({ currentTarget, clientX }): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setPointed(nearest(places, ((clientX - left) / width) * box.width));
  };
  return (
    <>
      <div class="chart-plot" onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
        <svg
          viewBox={`0 0 ${box.width} ${box.height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}, from ${timeText(at[0])} to ${timeText(at.at(-1))}`}
        >
          <path class="chart-grid" d={`M0 ${box.height / 2}H${box.width}`} />
          {series
            .map((one, row) => (
              <g key={one.name} data-tone={toneOf(series, one)} data-broken={one.of !== undefined}>
                {sums && (
                  <path
                    class="chart-area"
                    d={areaPath(places, { above: sums[row] ?? [], below: sums[row - 1] ?? at.map(() => 0), most })}
                  />
                )}
                <path class="chart-line" d={linePath(places, known(sums?.[row], one.values, series), most)} />
              </g>
            ))
            // What adds nothing lies below the line that it adds nothing to.
            .toReversed()}
          {pointed !== undefined && <path class="chart-pointer" d={`M${places[pointed]} 0V${box.height}`} />}
        </svg>
        <span class="chart-most">{text(most)}</span>
      </div>
      <p class="chart-ends" aria-hidden="true">
        <span>{timeText(at[0])}</span>
        <span>{timeText(at.at(-1))}</span>
      </p>
    </>
  );
}

/** A sum stands where anything is known of what it is made of. */
function known(
  sums: readonly number[] | undefined,
  values: Series['values'],
  all: readonly Series[],
): Series['values'] {
  if (!sums) return values;
  return sums.map((sum, index) => (all.some((one) => one.values[index] != null) ? sum : null));
}

function nearest(places: readonly number[], wanted: number): number {
  const away = places.map((place) => Math.abs(place - wanted));
  return away.indexOf(Math.min(...away));
}
