import { seededChance } from './seeded-chance.ts';
import type { SpotTrace } from './spot-trace.ts';

/** What a made-up trace is like. */
export interface SyntheticTraceOptions {
  /** The same seed gives the same trace; 1 by default. */
  readonly seed?: number;
  /** Zones, from scarce to plentiful; 13 by default. */
  readonly zones?: number;
  /** Length of every zone; 2,114 by default. */
  readonly ticks?: number;
  /** Replicas that are asked for; 16 by default. */
  readonly requested?: number;
  /** Length of a tick; 600 by default. */
  readonly tickSeconds?: number;
}

/** What a zone does in one regime: nothing, everything, or something between that wanders. */
type Regime = 'none' | 'some' | 'all';

/** Mean ticks that a regime lasts in the published trace, where most of the time spot is all there or not at all. */
const lasts: Readonly<Record<Regime, number>> = { none: 5, some: 6, all: 11 };

/**
 * A trace by chance, with the ways of the published H100 trace: zones that differ from nearly nothing to nearly always
 * everything, regimes that last for hours, and short times between where some replicas run.
 */
export function syntheticTrace({
  seed = 1,
  zones = 13,
  ticks = 2114,
  requested = 16,
  tickSeconds = 600,
}: SyntheticTraceOptions = {}): SpotTrace {
  const made: Record<string, number[]> = {};
  for (let zone = 0; zone < zones; zone++) {
    const plenty = 0.12 + (0.87 * zone) / Math.max(1, zones - 1);
    made[`zone-${String(zone + 1).padStart(2, '0')}`] = zoneCounts({
      seed: seed * 1000 + zone,
      plenty,
      ticks,
      requested,
    });
  }
  return { tickSeconds, requested, zones: made };
}

interface ZoneOptions {
  readonly seed: number;
  /** Share of time between regimes that ends in plenty. */
  readonly plenty: number;
  readonly ticks: number;
  readonly requested: number;
}

function zoneCounts({ seed, plenty, ticks, requested }: ZoneOptions): number[] {
  const chance = seededChance(seed);
  const counts: number[] = [];
  let count = 0;
  while (counts.length < ticks) {
    const regime = nextRegime(chance.next(), plenty);
    const scale = regime === 'all' ? 0.2 + 2 * plenty ** 2 : regime === 'none' ? 2.2 - 2 * plenty : 1;
    const length = Math.max(1, Math.round(chance.untilNext(1 / (lasts[regime] * scale))));
    for (let tick = 0; tick < length && counts.length < ticks; tick++) {
      if (regime !== 'some') count = regime === 'all' ? requested : 0;
      else if (chance.next() < 0.75) count = Math.floor(chance.next() * (requested + 1));
      counts.push(count);
    }
  }
  return counts;
}

function nextRegime(drawn: number, plenty: number): Regime {
  if (drawn < 0.45) return 'some';
  return drawn < 0.45 + 0.55 * plenty ? 'all' : 'none';
}
