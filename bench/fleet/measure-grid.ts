import type { FleetPolicy } from '@spillway/core/fleet';
import {
  type GridRun,
  type GridSetting,
  gridRuns,
  gridSettings,
  optimalCost,
  relativeCost,
  type SpotTrace,
  scenarioOf,
  simulateFleet,
} from '@spillway/simulator/fleet';
import type { RunFile } from './run-file.ts';

/** One policy in one setting of the grid. */
export interface PolicyFigures {
  readonly policy: string;
  /** Mean share of what the work costs on dedicated replicas. */
  readonly cost: number;
  /** By how much it costs more than the optimum, as a share of it. */
  readonly aboveOptimum: number;
  readonly late: number;
  /** Decisions before the blackout that are others than without it; undefined without a blackout. */
  readonly changedBefore: number | undefined;
}

export interface SettingFigures {
  readonly setting: string;
  readonly runs: number;
  readonly optimum: number;
  readonly policies: readonly PolicyFigures[];
}

interface GridBench {
  readonly trace: SpotTrace;
  readonly policies: readonly FleetPolicy[];
  readonly file: RunFile;
  readonly blackoutHours: number | undefined;
}

/** Every policy on every run of the grid. */
export function measureGrid(bench: GridBench): SettingFigures[] {
  return gridSettings.map((setting) => measureSetting(setting, bench));
}

function measureSetting(setting: GridSetting, { trace, policies, file, blackoutHours }: GridBench): SettingFigures {
  const runs = [...gridRuns(trace, setting, { blackoutHours })];
  const lit = blackoutHours === undefined ? [] : [...gridRuns(trace, setting)];
  const optimum = mean(runs.map((run) => relativeCost(optimalCost(run), run)));
  const figures = policies.map((policy) => {
    const done = runs.map((run, index) => ({ ...runOne(run, policy, file), index }));
    const cost = mean(done.map((run) => run.cost));
    const changed = done.map(({ decisions, index }) => changedBefore(decisions, lit[index], policy, blackoutHours));
    return {
      policy: policy.name,
      cost,
      aboveOptimum: cost / optimum - 1,
      late: done.reduce((sum, { late }) => sum + late, 0),
      changedBefore: blackoutHours === undefined ? undefined : changed.reduce((sum, count) => sum + count, 0),
    };
  });
  return { setting: nameOf(setting), runs: runs.length, optimum, policies: figures };
}

function nameOf({ windowHours, coldStartHours }: GridSetting): string {
  return `${windowHours} h / ${Math.round(coldStartHours * 60)} min`;
}

function runOne(run: GridRun, policy: FleetPolicy, file: RunFile): { cost: number; late: number; decisions: string[] } {
  const decisions: string[] = [];
  const scenario = scenarioOf(run, policy);
  const { cost, late, intervals } = simulateFleet({
    ...scenario,
    watch: ({ replicas }) => decisions.push(`${replicas.spot} ${replicas.dedicated}`),
  });
  const { zone, startTick: start, workHours: W, windowHours: D, dedicated: M, coldStartHours: c, priceRatio: k } = run;
  const share = relativeCost(cost, run);
  file.add({ zone, start, W, D, M, c, k, policy: policy.name, cost: share, late: late > 0, intervals });
  return { cost: share, late, decisions };
}

function changedBefore(
  decisions: readonly string[],
  lit: GridRun | undefined,
  policy: FleetPolicy,
  blackoutHours = 0,
): number {
  if (lit === undefined) return 0;
  const before = decisions.slice(0, Math.ceil(blackoutHours / lit.tickHours - 1e-9));
  let changed = 0;
  const watch = ({ tick, replicas }: { tick: number; replicas: Readonly<Record<string, number>> }): void => {
    if (tick < before.length && before[tick] !== `${replicas.spot} ${replicas.dedicated}`) changed += 1;
  };
  simulateFleet({ ...scenarioOf(lit, policy), watch });
  return changed;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
