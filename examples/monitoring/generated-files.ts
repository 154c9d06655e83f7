import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { dashboards } from './dashboards/catalogue.ts';

const ruleFiles = ['recording', 'alerts'] as const;

/** The files of this folder that are made from others, by their path below it. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...dashboards.map((dashboard): [string, string] => [
      `grafana/dashboards/${dashboard.uid}.json`,
      `${JSON.stringify(dashboard, undefined, 2)}\n`,
    ]),
    ['kubernetes/prometheus-rule.yaml', prometheusRule()],
  ]);
}

/** The rules for the Prometheus operator. */
function prometheusRule(): string {
  const groups = ruleFiles.flatMap((name) => rulesOf(name).groups);
  const resource = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'spillway', labels: { 'app.kubernetes.io/name': 'spillway' } },
    spec: { groups },
  };
  return `# Made from prometheus/rules by generate.ts.\n${stringify(resource, { lineWidth: 0 })}`;
}

function rulesOf(name: (typeof ruleFiles)[number]): { readonly groups: readonly unknown[] } {
  return parse(readFileSync(join(import.meta.dirname, `prometheus/rules/${name}.yml`), 'utf8'));
}
