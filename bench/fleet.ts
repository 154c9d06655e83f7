import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { fleetPolicies } from '@spillway/core/fleet';
import { parseSpotTrace, type SpotTrace, syntheticTrace } from '@spillway/simulator/fleet';
import { fleetPage } from './fleet/fleet-page.ts';
import { type ArrivalFigures, measureArrivals } from './fleet/measure-arrivals.ts';
import { measureGrid, type SettingFigures } from './fleet/measure-grid.ts';
import { type HalfFigures, measureHalves } from './fleet/measure-halves.ts';
import { RunFile } from './fleet/run-file.ts';

export interface FleetFigures {
  /** Name of the trace's file, or `synthetic`. */
  readonly trace: string;
  readonly blackoutHours: number | undefined;
  readonly grid: readonly SettingFigures[];
  readonly arrivals: readonly ArrivalFigures[];
  /** Zones of the middle, as one supply and each alone. */
  readonly pooled:
    | {
        readonly zones: readonly string[];
        readonly together: readonly ArrivalFigures[];
        readonly apart: readonly ArrivalFigures[];
      }
    | undefined;
  /** Constants of the default policy on the zones that they were chosen on, and on the others. */
  readonly halves: readonly HalfFigures[];
}

/**
 * What every fleet policy costs on a spot trace, and how often it is late: single batches beside their optimum, many
 * batches, zones pooled. `--trace FILE` (a synthetic one by default), `--runs FILE` for every run with its replica
 * intervals, `--blackout HOURS` to take all spot away from then on, `--write FILE` for a page of Markdown.
 */
export async function benchFleet({
  json,
  flags,
}: {
  readonly json: boolean;
  readonly flags: readonly string[];
}): Promise<FleetFigures> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...flags],
    options: { trace: text, runs: text, blackout: text, write: text, json: { type: 'boolean' } },
  });
  const trace = values.trace === undefined ? syntheticTrace() : await readTrace(values.trace);
  const blackoutHours = values.blackout === undefined ? undefined : Number(values.blackout);
  using file = new RunFile(values.runs);
  const figures: FleetFigures = {
    trace: values.trace === undefined ? 'synthetic' : basename(values.trace),
    blackoutHours,
    grid: measureGrid({ trace, policies: fleetPolicies, file, blackoutHours }),
    arrivals: measureArrivals(trace, fleetPolicies, { blackoutHours }),
    pooled: blackoutHours === undefined ? measurePooled(trace) : undefined,
    halves: blackoutHours === undefined ? measureHalves(trace) : [],
  };
  const shown = flags.filter((flag, index) => flag !== '--write' && flags[index - 1] !== '--write');
  const page = fleetPage(figures, `npm run bench -- fleet ${shown.join(' ').replace(/\S+\//g, '')}`.trim());
  if (values.write !== undefined) await writeFile(values.write, page);
  process.stdout.write(json ? `${JSON.stringify({ bench: 'fleet', ...figures })}\n` : page);
  return figures;
}

async function readTrace(path: string): Promise<SpotTrace> {
  return parseSpotTrace(JSON.parse(await readFile(path, 'utf8')));
}

function measurePooled(trace: SpotTrace): FleetFigures['pooled'] {
  const mean = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const byPlenty = Object.entries(trace.zones).sort(([, one], [, other]) => mean(one) - mean(other));
  const middle = Math.max(0, (byPlenty.length >> 1) - 1);
  const zones = byPlenty.slice(middle, middle + 3).map(([zone]) => zone);
  const apart = { ...trace, zones: Object.fromEntries(byPlenty.slice(middle, middle + 3)) };
  const policies = fleetPolicies.slice(0, 2);
  return {
    zones,
    together: measureArrivals(trace, policies, { pooled: zones }),
    apart: measureArrivals(apart, policies),
  };
}
