/** A bug planted in one script, what it includes counted in, and the law that catches it. */
export interface Mutant {
  readonly bug: string;
  readonly script: string;
  /** What the script says, and what the mutant says in its place. */
  readonly replace: readonly (readonly [said: string, says: string])[];
  readonly law: string;
}
