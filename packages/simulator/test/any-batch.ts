import { type Arbitrary, array, boolean, constantFrom, double, integer, record } from 'fast-check';

/** A batch of the simulator, as `OneBatch` has it. */
interface AnyBatch {
  readonly supply: readonly number[];
  readonly tickHours: number;
  readonly workHours: number;
  readonly windowHours: number;
  readonly spot: number;
  readonly dedicated: number;
  readonly coldStartHours: number;
  readonly priceRatio: number;
}

/** Ten minutes. */
const tickHours = 1 / 6;

/** A supply that keeps a count for a while, then jumps. */
const anySupply: Arbitrary<number[]> = array(
  record({ count: integer({ min: 0, max: 16 }), ticks: integer({ min: 1, max: 12 }), none: boolean() }),
  { minLength: 16, maxLength: 32 },
).map((stretches) => stretches.flatMap(({ count, ticks, none }) => new Array<number>(ticks).fill(none ? 0 : count)));

/** Any batch that dedicated replicas alone would finish (`W <= M(D − c)`), on any supply. */
export const anyBatch: Arbitrary<AnyBatch> = record({
  ticks: integer({ min: 6, max: 72 }),
  supply: anySupply,
  dedicated: integer({ min: 1, max: 32 }),
  coldStartHours: constantFrom(1 / 60, 1 / 12, 1 / 6, 0.25, 0.5, 0.75),
  load: double({ min: 0.01, max: 1, noNaN: true }),
}).map(({ ticks, supply, dedicated, coldStartHours, load }) => ({
  supply: Array.from({ length: ticks }, (_, tick) => supply[tick] ?? 0),
  tickHours,
  workHours: load * dedicated * (ticks * tickHours - coldStartHours),
  windowHours: ticks * tickHours,
  spot: 16,
  dedicated,
  coldStartHours,
  priceRatio: 4.35,
}));
