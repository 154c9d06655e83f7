import { objectOf } from './published-json.ts';
import type { SpotTrace } from './spot-trace.ts';

/**
 * Reads a trace from its JSON:
 *
 * ```json
 * {
 *   "metadata": { "requested": 16, "gapSeconds": 600, "startTime": "2025-10-03T17:10:00-07:00", "source": "…" },
 *   "availability": { "us-central1-a": [16, 16, null, 9], "us-east4-b": [5, 0, 0, 2] }
 * }
 * ```
 *
 * `requested` replicas were asked for every `gapSeconds`; a count says how many ran at that tick, and null, which
 * nobody observed, repeats the last count (0 at the beginning). Other fields are for people. Throws an Error that names
 * what is wrong.
 */
export function parseSpotTrace(json: unknown): SpotTrace {
  const { metadata, availability } = objectOf(json, 'a trace');
  const { requested, gapSeconds } = objectOf(metadata, '"metadata"');
  const zones: Record<string, number[]> = {};
  for (const [zone, counts] of Object.entries(objectOf(availability, '"availability"')))
    zones[zone] = filledCounts(counts, zone, positive(requested, '"metadata.requested"'));
  const lengths = new Set(Object.values(zones).map(({ length }) => length));
  if (lengths.size !== 1 || lengths.has(0)) throw new Error('"availability" must hold zones with equally many ticks');
  return {
    tickSeconds: positive(gapSeconds, '"metadata.gapSeconds"'),
    requested: positive(requested, '"metadata.requested"'),
    zones,
  };
}

function filledCounts(counts: unknown, zone: string, requested: number): number[] {
  if (!Array.isArray(counts)) throw new Error(`"availability.${zone}" must be a list of counts`);
  let last = 0;
  return counts.map((count: unknown, tick) => {
    if (count === null) return last;
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > requested)
      throw new Error(`"availability.${zone}[${tick}]" must be null or a count up to ${requested}`);
    last = count;
    return count;
  });
}

function positive(value: unknown, what: string): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new Error(`${what} must be a positive number`);
}
