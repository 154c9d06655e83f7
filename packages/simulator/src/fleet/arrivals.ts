import { seededChance } from './seeded-chance.ts';
import type { SimulatedBatch } from './simulated-fleet.ts';

/** Batches of one window: how often, and how large. */
export interface ArrivalKind {
  /** Length of the window. */
  readonly windowHours: number;
  /** Share of all batches. */
  readonly share: number;
  /** Mean work, in hours of one replica. */
  readonly meanHours: number;
}

/** How batches arrive. */
export interface ArrivalOptions {
  /** The same seed gives the same batches. */
  readonly seed: number;
  /** Ticks in which batches arrive. */
  readonly ticks: number;
  /** Length of a tick, in hours. */
  readonly tickHours: number;
  /** Work that arrives in an hour, in hours of one replica; 0.3 × 16 by default. */
  readonly load?: number;
  /** 1, 6 and 24 hours with shares 0.5, 0.3 and 0.2 and mean works 1.5, 8 and 40 by default. */
  readonly kinds?: readonly ArrivalKind[];
  /** Spread of the logarithm of the work; 0.8 by default. */
  readonly sigma?: number;
  /** Share of batches with priority 10, where the others have 1; 0.2 by default. */
  readonly urgentShare?: number;
  /** Tenants, chosen evenly; 4 by default. */
  readonly tenants?: number;
}

const usualKinds: readonly ArrivalKind[] = [
  { windowHours: 1, share: 0.5, meanHours: 1.5 },
  { windowHours: 6, share: 0.3, meanHours: 8 },
  { windowHours: 24, share: 0.2, meanHours: 40 },
];

/** Batches that arrive by chance (Poisson) with work of a log-normal size. Their windows begin with the next tick. */
export function arrivals({
  seed,
  ticks,
  tickHours,
  load = 0.3 * 16,
  kinds = usualKinds,
  sigma = 0.8,
  urgentShare = 0.2,
  tenants = 4,
}: ArrivalOptions): SimulatedBatch[] {
  const chance = seededChance(seed);
  const meanHours = kinds.reduce((sum, kind) => sum + kind.share * kind.meanHours, 0);
  const batches: SimulatedBatch[] = [];
  let atHours = chance.untilNext(load / meanHours);
  for (; atHours < ticks * tickHours; atHours += chance.untilNext(load / meanHours)) {
    const kind = pick(kinds, chance.next());
    // The mean of a log-normal is exp(mu + sigma² / 2).
    const hours = kind.meanHours * Math.exp(sigma * chance.normal() - sigma ** 2 / 2);
    const arrivesTick = Math.floor(atHours / tickHours) + 1;
    batches.push({
      id: `batch-${batches.length}`,
      tenant: `tenant-${Math.floor(chance.next() * tenants)}`,
      priority: chance.next() < urgentShare ? 10 : 1,
      hours,
      arrivesTick,
      deadlineTick: arrivesTick + Math.round(kind.windowHours / tickHours),
    });
  }
  return batches;
}

function pick(kinds: readonly ArrivalKind[], chance: number): ArrivalKind {
  let rest = chance;
  for (const kind of kinds) {
    if (rest < kind.share) return kind;
    rest -= kind.share;
  }
  return kinds.at(-1) as ArrivalKind;
}
