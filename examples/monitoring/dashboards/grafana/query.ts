import type { DataQuery } from '@grafana/schema';

/** A query of Prometheus, as Grafana keeps it. */
export interface PrometheusQuery extends DataQuery {
  readonly expr: string;
  readonly legendFormat: string;
  /** One value now, in place of a line. */
  readonly instant: boolean;
  readonly range: boolean;
  readonly format: 'time_series' | 'table';
}

/** What a panel asks, and how its series are called: `{{pool}}`. */
export type Question = readonly [expr: string, legend: string];

export type Shape = 'lines' | 'values' | 'table';

/** The questions as queries A, B, C and so on. */
export function queriesOf(questions: readonly Question[], shape: Shape): PrometheusQuery[] {
  return questions.map(([expr, legendFormat], place) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + place),
    expr,
    legendFormat,
    instant: shape !== 'lines',
    range: shape === 'lines',
    format: shape === 'table' ? 'table' : 'time_series',
  }));
}
