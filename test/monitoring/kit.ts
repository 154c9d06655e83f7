import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { dashboards } from '../../examples/monitoring/dashboards/catalogue.ts';
import type { PrometheusQuery } from '../../examples/monitoring/dashboards/grafana/query.ts';

/** Where the kit lies. */
export const kitFolder: string = join(import.meta.dirname, '../../examples/monitoring');

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function readYaml<T>(path: string): T {
  return parse(readFileSync(join(kitFolder, path), 'utf8')) as T;
}

/** Every rule of both files. */
export const rules: readonly Rule[] = ['recording', 'alerts'].flatMap((name) =>
  readYaml<{ groups: { rules: Rule[] }[] }>(`prometheus/rules/${name}.yml`).groups.flatMap(({ rules: own }) => own),
);

export const alerts: readonly Rule[] = rules.filter(({ alert }) => alert !== undefined);

/** An expression of a panel. */
export interface PanelExpression {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
}

/** What the dashboards ask. */
export const panelExpressions: readonly PanelExpression[] = dashboards.flatMap(({ uid, panels }) =>
  panels.flatMap((panel) =>
    'targets' in panel
      ? (panel.targets as unknown as readonly PrometheusQuery[]).map(({ expr }) => ({
          dashboard: uid,
          panel: String(panel.title),
          expr,
        }))
      : [],
  ),
);

/** As Grafana asks it when everything is chosen. */
export function asAsked(expression: string): string {
  return expression
    .replaceAll('$installation', '.*')
    .replaceAll('$reference', 'spot')
    .replaceAll('$__rate_interval', '30s')
    .replaceAll('$__range', '5m');
}

/** The series that an expression reads, with the labels that it wants of them. */
export function selectorsIn(expression: string): readonly string[] {
  const series = /\b(?:spillway_\w+|process_\w+|nodejs_\w+|installation\w*:\w+:\w+|up|ALERTS)\b(?:\{[^}]*\})?/g;
  return expression.match(series) ?? [];
}
