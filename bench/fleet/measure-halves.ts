import { type FleetMemory, type FleetPolicy, pacedBurst } from '@spillway/core/fleet';
import { type SpotTrace, simulateOnTrace } from '@spillway/simulator/fleet';

/** One choice of paced burst's constants, on the zones it was chosen on and on the others. */
export interface HalfFigures {
  readonly choice: string;
  readonly chosenOn: number;
  readonly others: number;
  readonly late: number;
}

/**
 * The constants that differ from those first specified, beside them: chosen on every other zone by name, and measured on
 * the zones between as well. Arrivals on each zone alone, and on each three or six neighbours pooled.
 */
export function measureHalves(trace: SpotTrace): HalfFigures[] {
  const names = Object.keys(trace.zones).sort();
  const halves = [names.filter((_, index) => index % 2 === 0), names.filter((_, index) => index % 2 === 1)];
  const alone = (zones: readonly string[]): string[][] => zones.map((zone) => [zone]);
  const neighbours =
    (count: number) =>
    (zones: readonly string[]): string[][] =>
      zones.map((_, at) => Array.from({ length: count }, (_, step) => zones[(at + step) % zones.length] as string));
  const threes = neighbours(3);
  const measured = (choice: string, policy: FleetPolicy, groups: typeof alone): HalfFigures => {
    const [chosenOn, others] = halves.map((zones) => meanOf(trace, policy, groups(zones)));
    return {
      choice,
      chosenOn: chosenOn?.cost ?? Number.NaN,
      others: others?.cost ?? Number.NaN,
      late: (chosenOn?.late ?? 0) + (others?.late ?? 0),
    };
  };
  const first = evenly(pacedBurst({ worthwhileColdStarts: 1 }));
  return [
    measured('each zone alone, shed at 0.4 of the forecast', pacedBurst({ share: 0.4 }), alone),
    measured('each zone alone, one cold start of work a replica', pacedBurst({ worthwhileColdStarts: 1 }), alone),
    measured('each zone alone, shed at 0.7, three cold starts of work a replica (default)', pacedBurst(), alone),
    measured('three zones pooled, pace 2', pacedBurst({ pace: 2 }), threes),
    measured('three zones pooled, pace 1', pacedBurst({ pace: 1 }), threes),
    measured('three zones pooled, one cold start of work a replica', pacedBurst({ worthwhileColdStarts: 1 }), threes),
    measured('three zones pooled, started evenly', evenly(pacedBurst()), threes),
    measured('three zones pooled (default)', pacedBurst(), threes),
    measured('six zones pooled, one cold start of work a replica, started evenly', first, neighbours(6)),
    measured('six zones pooled (default)', pacedBurst(), neighbours(6)),
  ];
}

/** The policy without what it knows of how long replicas could be had, so that pools of one price are taken evenly. */
function evenly(policy: FleetPolicy): FleetPolicy {
  const forgetful = ({ seen, ...memory }: FleetMemory): FleetMemory => ({
    ...memory,
    seen: Object.fromEntries(Object.entries(seen).map(([pool, { levels: _, ...supply }]) => [pool, supply])),
  });
  return { name: policy.name, decide: (state, memory) => policy.decide(state, forgetful(memory)) };
}

function meanOf(trace: SpotTrace, policy: FleetPolicy, groups: string[][]): { cost: number; late: number } {
  const results = groups.flatMap((zones) => {
    const load = { kind: 'arrivals', seeds: [1, 2, 3, 4, 5] } as const;
    return simulateOnTrace({ trace, zones, pooled: zones.length > 1, policies: [policy], load }).policies;
  });
  const sum = (of: (result: { cost: number; late: number }) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return { cost: sum(({ cost }) => cost) / results.length, late: sum(({ late }) => late) };
}
