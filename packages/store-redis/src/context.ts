import type { Keys } from './keys.ts';
import type { Session } from './session.ts';

/** What the roles of a store share. */
export interface StoreContext {
  readonly session: Session;
  readonly keys: Keys;
  /** What scripts take for the time: '' for the server's clock, else the harness's. */
  readonly now: () => string;
}
