import type { Store } from '@spillway/core/store';
import type { ManualClock } from '../manual-clock.ts';

/**
 * What a law of the store is checked on. Laws may share one store: each uses ids of its own and leaves alone what others
 * left behind. They do not run at the same time.
 */
export interface StoreHarness extends Partial<AsyncDisposable> {
  /** The store under test, made with `clock` as its only time. */
  readonly store: Store;
  /** The only time that the store knows. */
  readonly clock: ManualClock;
  /** A word of `[a-z0-9_-]` that nobody used before in this store. */
  freshId(): string;
}
