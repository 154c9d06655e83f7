import type { FleetDecision, FleetTick, Store } from '../store/index.ts';

/** A worker that was, or is about to be, taken away. */
export interface GoingWorker {
  readonly id: string;
  readonly pool: string;
}

/** What one look at the workers leaves to the next, whoever takes it. */
export interface InterruptionMemory {
  readonly version: 1;
  /** Those that were late with their beat. */
  readonly silent: readonly GoingWorker[];
  /** Those that said since the last look that they were told to go. */
  readonly telling: readonly GoingWorker[];
  /** Those that said so before, and are still listed: their end is no second interruption. */
  readonly told: readonly string[];
}

type Board = Pick<Store, 'fleet'>;

/** The tick is taken like that of a model; no request can name one like this. */
const model = '';
/** Whoever holds it needs two calls. */
const LEASE_MS = 2_000;
/** Several looks fall between a worker's last beat and the end of its time. */
const EVERY_MS = 2_000;

const fresh: InterruptionMemory = { version: 1, silent: [], telling: [], told: [] };

/** The tick under which interruptions are noted, when it is due and nobody else has it. */
export async function takeBoard({
  fleet,
}: Board): Promise<{ readonly tick: FleetTick; readonly memory: InterruptionMemory } | undefined> {
  const tick = await fleet.claimTick({ model, leaseMs: LEASE_MS });
  return tick && { tick, memory: read(tick.memory) };
}

/** Answers whether it was recorded: whoever was too late changes nothing. */
export function leaveBoard({ fleet }: Board, tick: FleetTick, memory: InterruptionMemory): Promise<boolean> {
  const nothing: Omit<FleetDecision, 'nextInMs' | 'memory'> = { pools: [], recalls: [], events: [] };
  return fleet.decide(tick, { ...nothing, nextInMs: EVERY_MS, memory });
}

function read(memory: unknown): InterruptionMemory {
  const known = typeof memory === 'object' && memory !== null && 'version' in memory && memory.version === 1;
  return known ? (memory as InterruptionMemory) : fresh;
}
