import { numbersOf, objectOf } from './published-json.ts';
import type { SpotTrace } from './spot-trace.ts';

/** How published counts are to be read. */
export interface SkyPilotOptions {
  /**
   * What a number says: replicas that ran (`available`, the default, as in the repository's README and its traces of
   * many nodes), or whether the one replica was gone (`preempted`: 1 is gone), as in SkyNomad's `full.json` files and
   * as "Can't Be Late" reads its traces of one node.
   */
  readonly meaning?: 'available' | 'preempted';
  /** Replicas that were asked for; the largest count by default. */
  readonly requested?: number;
}

/**
 * Reads traces of SkyPilot's `spot-traces` repository, and of SkyNomad's converted folders, which have the same shape:
 * `{"metadata": {"gap_seconds": 300}, "data": [0, 4, 4, …]}`, one file a zone. All must have the same gap; the shortest
 * gives the length. Throws an Error that names what is wrong.
 */
export function fromSkyPilot(
  files: Readonly<Record<string, unknown>>,
  { meaning = 'available', requested }: SkyPilotOptions = {},
): SpotTrace {
  const read = Object.entries(files).map(([zone, file]) => {
    const { metadata, data } = objectOf(file, zone);
    const { gap_seconds: gapSeconds } = objectOf(metadata, `${zone}: "metadata"`);
    if (typeof gapSeconds !== 'number') throw new Error(`${zone}: "metadata.gap_seconds" must be a number`);
    return { zone, gapSeconds, data: numbersOf(data, `${zone}: "data"`) };
  });
  const [first] = read;
  if (!first) throw new Error('no zone was given');
  if (read.some(({ gapSeconds }) => gapSeconds !== first.gapSeconds)) throw new Error('the zones have different gaps');
  const ticks = Math.min(...read.map(({ data }) => data.length));
  const most = read.reduce((largest, { data }) => Math.max(largest, ...data.slice(0, ticks)), 1);
  const count = (value: number): number => (meaning === 'preempted' ? Number(value === 0) : value);
  const zones = read.map(({ zone, data }) => [zone, data.slice(0, ticks).map(count)] as const);
  return { tickSeconds: first.gapSeconds, requested: requested ?? most, zones: Object.fromEntries(zones) };
}
