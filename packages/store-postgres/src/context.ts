import type { Session } from './session.ts';
import type { Statements } from './statements/index.ts';

/** What every role of the store stands on. */
export interface StoreContext {
  readonly session: Session;
  readonly statements: Statements;
  /** The time for a statement: null for the server's own, a number under a manual clock. */
  readonly now: () => number | null;
}
