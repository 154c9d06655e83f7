import type { SimulationReport } from './simulate-on-trace.ts';

/** A report as a table for a terminal or a Markdown page. */
export function simulationTable({ policies, optimum }: SimulationReport): string {
  const rows = policies.map(({ policy, cost, batches, late, utilization, fairness }) => [
    policy,
    cost.toFixed(4),
    optimum === undefined ? '' : `+${((cost / optimum - 1) * 100).toFixed(1)} %`,
    `${late} of ${batches}`,
    `${(utilization * 100).toFixed(0)} %`,
    fairness.index.toFixed(2),
  ]);
  const optimal = optimum === undefined ? [] : [['optimum', optimum.toFixed(4), '', '0', '', '']];
  const head = ['policy', 'cost', 'above optimum', 'late', 'utilization', 'fairness'];
  return `${[head, head.map(() => '---'), ...optimal, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}
