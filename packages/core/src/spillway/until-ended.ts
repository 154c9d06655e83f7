import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { persist } from '../persist.ts';
import type { Trouble } from './options.ts';

export interface UntilEndedOptions<Found> {
  /** What is waited for: `the batch`. */
  readonly what: string;
  readonly find: () => Promise<Found | undefined>;
  /** What to throw where nothing is found. */
  readonly absent: () => SpillwayError;
  /** Of who waits. */
  readonly signal: AbortSignal | undefined;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
  readonly onTrouble: (trouble: Trouble) => void;
}

const POLL_MS = 250;

/** Looks until it has ended, and past a store that is away for a while. Rejects with `closed` when a signal aborts. */
export async function untilEnded<Found extends { readonly endedAt: number | null }>({
  what,
  find,
  absent,
  signal,
  closing,
  clock,
  onTrouble,
}: UntilEndedOptions<Found>): Promise<Found> {
  const stop = signal ? AbortSignal.any([signal, closing]) : closing;
  const told = (error: unknown): void => onTrouble({ where: 'ended', error });
  while (!stop.aborted) {
    const look = await persist(async () => ({ found: await find() }), { clock, signal: stop, onTrouble: told });
    if (!look) break;
    if (!look.found) throw absent();
    if (look.found.endedAt !== null) return look.found;
    await clock.sleep(POLL_MS, stop);
  }
  throw new SpillwayError(`Stopped waiting for ${what}.`, { code: 'closed', cause: stop.reason });
}
