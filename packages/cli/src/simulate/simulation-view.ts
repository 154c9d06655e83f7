import type { SimulationReport } from '@spillway/simulator/fleet';
import { textTable } from '../terminal/text-table.ts';

const columns = [
  { title: 'POLICY', least: 12 },
  { title: 'COST', align: 'right' },
  { title: 'ABOVE OPTIMUM', align: 'right', dispensable: 2 },
  { title: 'LATE', align: 'right' },
  { title: 'REFUSED', align: 'right', dispensable: 4 },
  { title: 'USED', align: 'right', dispensable: 1 },
  { title: 'FAIRNESS', align: 'right', dispensable: 3 },
] as const;

/** A report as a table for people. */
export function simulationView({ policies, optimum }: SimulationReport, width: number | undefined): string {
  const optimal = optimum === undefined ? [] : [['optimum', optimum.toFixed(4), '', '', '', '', '']];
  const rows = policies.map(({ policy, cost, batches, late, refused, utilization, fairness }) => [
    policy,
    cost.toFixed(4),
    optimum === undefined ? '' : signed((cost / optimum - 1) * 100),
    `${late} of ${batches}`,
    refused === 0 ? '' : String(refused),
    `${(utilization * 100).toFixed(0)} %`,
    fairness.index.toFixed(2),
  ]);
  return textTable({ columns, rows: [...optimal, ...rows], width }).join('\n');
}

function signed(percent: number): string {
  return `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %`;
}
