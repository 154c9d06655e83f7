import { createMemoryStore } from '@spillway/core/memory';
import fc from 'fast-check';
import { type Law, lawsOf } from '../law.ts';
import type { StoreHarness } from '../store/store-harness.ts';
import { compareAtRest, compareTwins } from './compare-twins.ts';
import { anyMove, type Move } from './move.ts';
import { buryTwins } from './play-coordination.ts';
import { playMove } from './play-move.ts';
import { createTwins, type Twins } from './twins.ts';

/** How hard a store is compared with the memory store. */
export interface TwinOptions {
  /** Sequences of calls that are tried; 25 by default, some seconds on a database. */
  readonly runs?: number;
  /** Calls in one sequence, at the most; 80 by default. */
  readonly moves?: number;
  /** Repeats the sequences of a run that printed it. */
  readonly seed?: number;
  /** Whether the shortest failing sequence is looked for; true by default. */
  readonly shrink?: boolean;
}

/** The law that compares a store with the memory store, call by call. A failure prints its seed and the calls. */
export function twinLaws({
  runs = 25,
  moves = 80,
  seed,
  shrink = true,
}: TwinOptions = {}): readonly Law<StoreHarness>[] {
  return lawsOf<StoreHarness>('twins', {
    'any sequence of calls is answered as the memory store answers it': async (harness) => {
      const anyMoves = fc.array(anyMove, { minLength: 1, maxLength: moves, size: 'max' });
      const property = fc.asyncProperty(anyMoves, (sequence) => playOnTwins(harness, sequence));
      await fc.assert(property, { numRuns: runs, endOnFailure: !shrink, ...(seed !== undefined && { seed }) });
    },
  });
}

/** Two batches in progress, so that few calls are spent before there is work. */
const opening: readonly Move[] = [
  { move: 'take steps', leaseMs: 60_000 },
  { move: 'append', batch: 0, sizes: [20, 9], again: true },
  { move: 'append', batch: 1, sizes: [9], again: false },
  { move: 'advance', batch: 0, stale: false, phase: 'in_progress', dueInMs: 9_000, requeued: false },
];

async function playOnTwins(harness: StoreHarness, sequence: readonly Move[]): Promise<void> {
  const twins: Twins = await createTwins(harness, createMemoryStore({ now: () => harness.clock.now() }));
  for (const move of opening) await playMove(twins, move);
  for (const move of sequence) {
    await playMove(twins, move);
    await compareTwins(twins);
  }
  await compareAtRest(twins);
  await buryTwins(twins);
  await compareTwins(twins);
}
