import type { FleetFigures } from '../fleet.ts';
import type { ArrivalFigures } from './measure-arrivals.ts';
import type { SettingFigures } from './measure-grid.ts';
import type { HalfFigures } from './measure-halves.ts';
import { specified } from './specified.ts';

/** The figures as a page of the documentation. */
export function fleetPage(
  { trace, grid, arrivals, pooled, halves, blackoutHours }: FleetFigures,
  command: string,
): string {
  const dark = blackoutHours === undefined ? '' : ` From hour ${blackoutHours} of each window on there is no spot.`;
  return `# What fleet policies cost

What \`${command}\` printed. Repeatable to the digit: nothing is drawn but from seeds.

Costs are shares of what the work costs on dedicated replicas without any cold start; a spot replica costs 1 / 4.35 of a
dedicated one. In brackets what the policies were specified with, for the same trace. Trace: ${trace}.${dark}

## One batch

Windows of 24 h (96 replica-hours with at most 6, 8, 16 and 32 dedicated replicas, 192 with 16 and 32) and of 6 h (24 and
48), cold starts of 10 and 30 min, 40 starts in each zone. The optimum knows all of the future.

${gridTable(grid, trace)}
${blackoutHours === undefined ? '' : blackoutTable(grid)}
## Many batches

Poisson arrivals of 4.8 replica-hours an hour, windows of 1, 6 and 24 h (shares 0.5, 0.3, 0.2; mean works 1.5, 8 and 40
replica-hours, log-normal with sigma 0.8), at most 16 dedicated replicas, cold starts of 10 min, five seeds on each zone
for the length of the trace. A batch is taken on when the fleet, as it stands, would meet every deadline without any
more spot; the others are refused. Each zone alone:

${arrivalTable(arrivals)}
${pooled ? `Three zones of the middle as one supply (${pooled.zones.join(', ')}), and each of them alone:\n\n${arrivalTable(pooled.together)}\n${arrivalTable(pooled.apart)}` : ''}${halves.length > 0 ? halfTable(halves) : ''}`;
}

function gridTable(grid: readonly SettingFigures[], trace: string): string {
  const names = grid[0]?.policies.map(({ policy }) => policy) ?? [];
  const known = trace.includes('h100');
  const beside = (setting: string, policy: string): string => {
    const figure = known ? specified[setting]?.[policy] : undefined;
    return figure === undefined ? '' : ` (${figure.toFixed(4)})`;
  };
  const rows = grid.map(({ setting, runs, optimum, policies }) => [
    setting,
    String(runs),
    `${optimum.toFixed(4)}${beside(setting, 'optimum')}`,
    ...policies.map(
      ({ policy, cost, aboveOptimum, late }) =>
        `${cost.toFixed(4)}${beside(setting, policy)}, ${signed(aboveOptimum)}, ${lateness(late, runs)}`,
    ),
  ]);
  return table(['window / cold start', 'runs', 'optimum', ...names], rows);
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)} %`;
}

function lateness(late: number, runs: number): string {
  return late === 0 ? '0 late' : `${((late / runs) * 100).toFixed(1)} % late`;
}

function blackoutTable(grid: readonly SettingFigures[]): string {
  const rows = grid.flatMap(({ setting, policies }) =>
    policies.map(({ policy, changedBefore, late }) => [setting, policy, String(changedBefore), String(late)]),
  );
  return `Decisions before the blackout that it changed:\n\n${table(['setting', 'policy', 'changed', 'late'], rows)}\n`;
}

function arrivalTable(figures: readonly ArrivalFigures[]): string {
  const rows = figures.map(({ policy, cost, batches, late, refused, utilization, fairness }) => [
    policy,
    cost.toFixed(4),
    String(batches),
    String(late),
    String(refused),
    `${(utilization * 100).toFixed(0)} %`,
    fairness.toFixed(3),
  ]);
  return table(['policy', 'cost', 'batches', 'late', 'refused', 'utilization', 'fairness'], rows);
}

function halfTable(halves: readonly HalfFigures[]): string {
  const rows = halves.map(({ choice, chosenOn, others, late }) => [
    choice,
    chosenOn.toFixed(4),
    others.toFixed(4),
    String(late),
  ]);
  return `
## Constants

Paced burst under the same arrivals, with constants that were chosen on every other zone by name, and on the zones
between:

${table(['choice', 'zones chosen on', 'other zones', 'late'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}
