/** One promise of an interface, with the check that tells whether an implementation keeps it. */
export interface Law<Harness> {
  /** The noun that the law is about, a colon, and a sentence in the present tense. */
  readonly title: string;
  /** Rejects when the law does not hold. It may be run again on the same harness. */
  readonly check: (harness: Harness) => Promise<void>;
}

/** The laws about one noun, by their sentences. */
export function lawsOf<Harness>(
  noun: string,
  checks: Readonly<Record<string, (harness: Harness) => Promise<void>>>,
): readonly Law<Harness>[] {
  return Object.entries(checks).map(([sentence, check]) => ({ title: `${noun}: ${sentence}`, check }));
}
