import { createManualClock, type StoreHarness } from '@spillway/contract';
import { createMemoryStore } from '@spillway/core/memory';

let ids = 0;

/** A memory store of its own under a clock that stands still. */
export async function createMemoryHarness(): Promise<StoreHarness> {
  const clock = createManualClock();
  return { store: createMemoryStore({ now: clock.now }), clock, freshId: () => `id-${++ids}` };
}
