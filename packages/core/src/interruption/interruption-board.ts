import type { FleetDecision, FleetTick, Store } from '../store/index.ts';
import type { NewsMemory } from './tell-batches-of-going.ts';

/** A worker that was, or is about to be, taken away. */
export interface GoingWorker {
  readonly id: string;
  readonly pool: string;
  /** Absent where it is not known. */
  readonly models?: readonly string[];
}

/** What one look at the workers leaves to the next, whoever takes it. */
export interface InterruptionMemory {
  readonly version: 1;
  /** Those that were there, and not late; absent of an older coordinator. */
  readonly here?: readonly GoingWorker[];
  /** Those that were late with their beat. */
  readonly silent: readonly GoingWorker[];
  /** Those that said since the last look that they were told to go. */
  readonly telling: readonly GoingWorker[];
  /** Those that said so before, and are still listed: their end is no second interruption. */
  readonly told: readonly string[];
  /** Those of which batches were not told yet, and when they were told last; absent of an older coordinator. */
  readonly news?: NewsMemory;
}

type Board = Pick<Store, 'fleet'>;

/** The tick is taken like that of a model; no request can name one like this. */
const model = '';
/** Whoever holds it needs two calls. */
const LEASE_MS = 2_000;
/** Coordinators look every two seconds. In between those who have something to tell must find the board free. */
const EVERY_MS = 500;

const fresh: InterruptionMemory = { version: 1, silent: [], telling: [], told: [] };

/** The tick under which interruptions are noted, when it is due and nobody else has it. */
export async function takeBoard({
  fleet,
}: Board): Promise<{ readonly tick: FleetTick; readonly memory: InterruptionMemory } | undefined> {
  const tick = await fleet.claimTick({ model, leaseMs: LEASE_MS });
  return tick && { tick, memory: read(tick.memory) };
}

export interface Look {
  readonly memory: InterruptionMemory;
  readonly events?: FleetDecision['events'];
  /** Until somebody may take the board again. */
  readonly nextInMs?: number;
}

/** Answers whether it was recorded: whoever was too late changes nothing. */
export function leaveBoard(
  { fleet }: Board,
  tick: FleetTick,
  { memory, events = [], nextInMs = EVERY_MS }: Look,
): Promise<boolean> {
  return fleet.decide(tick, { pools: [], recalls: [], events, nextInMs, memory });
}

function read(memory: unknown): InterruptionMemory {
  const known = typeof memory === 'object' && memory !== null && 'version' in memory && memory.version === 1;
  return known ? (memory as InterruptionMemory) : fresh;
}
