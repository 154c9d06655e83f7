/** A bug planted in one statement, and the law that catches it. */
export interface Mutant {
  readonly bug: string;
  /** Its name among the statements of the store. */
  readonly statement: string;
  /** What the statement says, and what the mutant says in its place. */
  readonly replace: readonly (readonly [said: string, says: string])[];
  readonly law: string;
}
