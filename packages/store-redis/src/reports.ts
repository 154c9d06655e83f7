import type { StoreContext } from './context.ts';

/** Says that the batch is about to keep a report that has to be moved to the history. */
export async function announceReport(_context: StoreContext, _batchId: string): Promise<void> {}

/** Moves the reports that a batch keeps to the history. A replay changes nothing. */
export async function moveReport(_context: StoreContext, _batchId: string): Promise<void> {}
