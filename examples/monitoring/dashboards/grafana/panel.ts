import { type DataSourceRef, type GridPos, type Panel, type Threshold, ThresholdsMode } from '@grafana/schema';
import { type PrometheusQuery, type Question, queriesOf } from './query.ts';

/** What every panel is asked for. */
export interface PanelWish {
  readonly title: string;
  /** What it shows and what to make of it; shown at the panel's title. */
  readonly about: string;
  readonly asks: readonly Question[];
  /** One of Grafana's: `s`, `reqps`, `bytes`, `percentunit`, `short`. */
  readonly unit: string;
  readonly decimals?: number;
  /** From which value on it is bad; with `below`, up to which. */
  readonly bad?: { readonly above: number } | { readonly below: number };
  /** Of the 24 columns. */
  readonly width: number;
  readonly height?: number;
}

/** A panel that asks Prometheus. */
export interface AskingPanel extends Panel {
  readonly title: string;
  readonly gridPos: GridPos;
  readonly targets: (PrometheusQuery & Record<string, unknown>)[];
}

/** What one kind of panel has that others have not. */
export interface PanelKind {
  /** Grafana's name of it. */
  readonly type: string;
  readonly answers: 'lines' | 'values';
  /** Where the wish names none. */
  readonly height: number;
  readonly options: object;
  readonly custom?: object;
}

/** The data source that is chosen at the top of the dashboard. */
export const chosenSource: DataSourceRef = { type: 'prometheus', uid: '$datasource' };

/** A panel of the kind that shows what is wished. */
export function panelOf(kind: PanelKind, wish: PanelWish): AskingPanel {
  return {
    type: kind.type,
    title: wish.title,
    description: wish.about,
    datasource: chosenSource,
    gridPos: { x: 0, y: 0, w: wish.width, h: wish.height ?? kind.height },
    targets: queriesOf(wish.asks, kind.answers).map((query) => ({ ...query })),
    options: { ...kind.options },
    fieldConfig: {
      defaults: {
        unit: wish.unit,
        ...(wish.decimals !== undefined && { decimals: wish.decimals }),
        thresholds: { mode: ThresholdsMode.Absolute, steps: stepsOf(wish.bad) },
        ...(kind.custom && { custom: { ...kind.custom } }),
      },
      overrides: [],
    },
  };
}

/** Green, and red from the bad value on. */
function stepsOf(bad: PanelWish['bad']): Threshold[] {
  // Grafana's first step begins below all values, which its files write as null.
  const from = (value: number | null, color: string): Threshold => ({ value: value as number, color });
  if (bad === undefined) return [from(null, 'blue')];
  if ('above' in bad) return [from(null, 'green'), from(bad.above, 'red')];
  return [from(null, 'red'), from(bad.below, 'green')];
}
