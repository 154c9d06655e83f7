import type { Clock } from '../clock.ts';
import type { Store } from '../store/index.ts';
import { type GoingWorker, leaveBoard, takeBoard } from './interruption-board.ts';
import type { Notice } from './notices.ts';

export interface TellNoticeOptions {
  readonly store: Pick<Store, 'fleet'>;
  readonly clock: Clock;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  readonly worker: GoingWorker;
}

/** Between attempts to take the board, which is seldom taken for longer. */
const AGAIN_MS = 200;

/** Leaves word that the worker was told to go. It cannot count that itself: who goes is not scraped any more. */
export async function tellNotice({ store, clock, signal, worker: { id, pool } }: TellNoticeOptions): Promise<void> {
  while (!signal.aborted) {
    const board = await takeBoard(store);
    if (board) {
      const { tick, memory } = board;
      const telling = [...memory.telling, { id, pool }];
      // In a storm many have something to tell, and little time.
      if (await leaveBoard(store, tick, { memory: { ...memory, telling }, nextInMs: 0 })) return;
    }
    await clock.sleep(AGAIN_MS, signal);
  }
}

/** Whether a signal was aborted by `abortOnNotice`. */
export function isNotice(reason: unknown): reason is Notice {
  return typeof reason === 'object' && reason !== null && 'source' in reason && 'kind' in reason && 'leftMs' in reason;
}
