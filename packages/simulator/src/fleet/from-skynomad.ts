import { objectOf } from './published-json.ts';
import type { SpotTrace } from './spot-trace.ts';

/**
 * Reads the probe records of the SkyNomad artifact (`data/h100_16_runs/*.json`), one file a round: `scheduled_at`,
 * `interval_sec` and, for each zone, `instances_created` of `instances_requested`. A round that is missing repeats the
 * one before it. Throws an Error that names what is wrong.
 */
export function fromSkyNomad(rounds: readonly unknown[]): SpotTrace {
  const probes = rounds.map(probeOf).sort((one, other) => one.at - other.at);
  const [first] = probes;
  const last = probes.at(-1);
  if (!first || !last) throw new Error('no round was given');
  const ticks = Math.round((last.at - first.at) / (first.seconds * 1000)) + 1;
  const names = [...new Set(probes.flatMap(({ created }) => [...created.keys()]))].sort();
  const zones = names.map((zone) => {
    const counts = new Array<number | undefined>(ticks).fill(undefined);
    for (const { at, created } of probes)
      counts[Math.round((at - first.at) / (first.seconds * 1000))] = created.get(zone);
    return [zone, repeated(counts)] as const;
  });
  const requested = Math.max(...probes.map((probe) => probe.requested));
  return { tickSeconds: first.seconds, requested, zones: Object.fromEntries(zones) };
}

interface Probe {
  readonly at: number;
  readonly seconds: number;
  readonly requested: number;
  readonly created: ReadonlyMap<string, number>;
}

function probeOf(round: unknown, index: number): Probe {
  const what = `round ${index}`;
  const { scheduled_at: scheduledAt, interval_sec: seconds, zone_results: results } = objectOf(round, what);
  const at = typeof scheduledAt === 'string' ? Date.parse(scheduledAt) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`${what}: "scheduled_at" must be a time`);
  if (typeof seconds !== 'number' || seconds <= 0) throw new Error(`${what}: "interval_sec" must be a positive number`);
  const created = new Map<string, number>();
  let requested = 0;
  for (const [zone, result] of Object.entries(objectOf(results, `${what}: "zone_results"`))) {
    const { instances_created: ran, instances_requested: asked } = objectOf(result, `${what}: ${zone}`);
    if (typeof ran !== 'number' || typeof asked !== 'number')
      throw new Error(`${what}: ${zone} must count "instances_created" of "instances_requested"`);
    created.set(zone, ran);
    requested = Math.max(requested, asked);
  }
  return { at, seconds, requested, created };
}

function repeated(counts: readonly (number | undefined)[]): number[] {
  let last = 0;
  return counts.map((count) => {
    last = count ?? last;
    return last;
  });
}
