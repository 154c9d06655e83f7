import {
  canFinish,
  dedicatedOnly,
  type FleetPolicy,
  pacedBurst,
  productionMargins,
  uniformProgress,
} from '@spillway/core/fleet';
import { arrivals, type FleetScenario, scenarioOf, simulateFleet } from '@spillway/simulator/fleet';
import { sample } from 'fast-check';
import { anyBatch } from '../../packages/simulator/test/any-batch.ts';
import { type Chance, chanceOf } from './chance.ts';

/** How often one policy was late in one setting. */
export interface SafetyFigures {
  readonly setting: string;
  readonly policy: string;
  /** Batches that a policy had to finish. */
  readonly batches: number;
  readonly late: number;
  /** Whether it must never be late. */
  readonly bound: 'never' | 'as dedicated alone' | 'none';
}

export interface SafetyOptions {
  /** Random traces and loads in each setting. */
  readonly draws: number;
  /** The same seed draws the same. */
  readonly seed: number;
}

type Drawn = ReturnType<typeof sample<Parameters<typeof scenarioOf>[0]>>;
/** A scenario as the world is, which may be otherwise than the policy believes. */
type World = (scenario: FleetScenario, chance: Chance) => FleetScenario;

const asBelieved: World = (scenario) => scenario;
/** A replica does from four fifths to six fifths of what is believed; a cold start takes from two fifths of what is told to all of it. */
const estimated: World = (scenario, chance) => ({ ...estimatedSpeed(scenario, chance), warmUp: warmUps(chance, 0) });
/** As before, and one cold start in ten takes longer than told, up to twice as long. */
const surprising: World = (scenario, chance) => ({ ...estimatedSpeed(scenario, chance), warmUp: warmUps(chance, 0.1) });

const estimate = 'throughput a fifth off, cold starts that vary';
const surprise = `${estimate}, one in ten longer than told`;

/** Draws random traces and loads that dedicated replicas alone would finish, and counts who is late. */
export function measureSafety({ draws, seed }: SafetyOptions): SafetyFigures[] {
  const drawn: Drawn = sample(anyBatch, { numRuns: draws, seed });
  const single = (setting: string, world: World, policies: readonly [FleetPolicy, string, SafetyFigures['bound']][]) =>
    policies.map(([policy, name, bound]) => ({
      ...{ setting, policy: name, bound, batches: drawn.length },
      late: drawn.reduce(
        (late, batch, at) => late + simulateFleet(world(scenarioOf(batch, policy), chanceOf(at))).late,
        0,
      ),
    }));
  const estimates = (setting: string, world: World): SafetyFigures[] =>
    single(setting, world, [
      [dedicatedOnly(), 'dedicated alone', 'none'],
      [pacedBurst(productionMargins), 'paced burst, as in production', 'as dedicated alone'],
      [pacedBurst({ workMargin: 0.1 }), 'paced burst, work margin 0.1', 'none'],
      [pacedBurst(), 'paced burst, no margin', 'none'],
    ]);
  return [
    ...single('one batch with W <= M(D − c)', asBelieved, [
      [pacedBurst(), 'paced burst', 'never'],
      [uniformProgress(), 'uniform progress', 'never'],
    ]),
    ...many(drawn, [
      [pacedBurst(), 'paced burst'],
      [uniformProgress(), 'uniform progress'],
    ]),
    ...estimates(estimate, estimated),
    ...estimates(surprise, surprising),
  ];
}

/** What breaks its bound. */
export function faultsOf(figures: readonly SafetyFigures[]): string[] {
  const alone = new Map(
    figures.filter(({ policy }) => policy === 'dedicated alone').map((row) => [row.setting, row.late]),
  );
  const most = ({ bound, setting }: SafetyFigures): number =>
    bound === 'never' ? 0 : bound === 'none' ? Number.POSITIVE_INFINITY : (alone.get(setting) ?? 0);
  return figures
    .filter((row) => row.late > most(row))
    .map((row) => `${row.policy} was late ${row.late} times (${row.setting})`);
}

/** Batches that keep arriving on every tenth trace, taken on as far as the fleet could finish them without more spot. */
function many(drawn: Drawn, policies: readonly [FleetPolicy, string][]): SafetyFigures[] {
  const traces = drawn.filter((_, index) => index % 10 === 0);
  return policies.map(([policy, name]) => {
    let late = 0;
    let batches = 0;
    for (const [index, batch] of traces.entries()) {
      const ticks = batch.supply.length + 150;
      const load = [0.1, 0.3, 0.8, 2][index % 4] as number;
      const scenario = {
        ...scenarioOf(batch, policy),
        ticks,
        batches: arrivals({
          seed: index,
          ticks: batch.supply.length,
          tickHours: batch.tickHours,
          load: load * batch.dedicated,
        }),
      };
      const run = simulateFleet({ ...scenario, admit: (state) => canFinish(state) });
      late += run.late;
      batches += run.ends.length;
    }
    return {
      setting: 'batches that keep arriving, taken on while they fit',
      policy: name,
      batches,
      late,
      bound: 'never',
    };
  });
}

function estimatedSpeed(scenario: FleetScenario, chance: Chance): FleetScenario {
  return { ...scenario, speed: 0.8 + 0.4 * chance() };
}

/** Times to warm up, the same for the n-th start under every policy. */
function warmUps(chance: Chance, beyond: number): NonNullable<FleetScenario['warmUp']> {
  const shares = Array.from({ length: 64 }, () => (chance() < beyond ? 1 + chance() : 0.4 + 0.6 * chance()));
  let started = 0;
  return ({ coldStartHours }) => coldStartHours * (shares[started++ % shares.length] ?? 1);
}
