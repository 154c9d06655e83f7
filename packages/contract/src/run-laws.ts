import { type CreateHarness, checkLaw } from './check-law.ts';
import type { Law } from './law.ts';

/** What became of a run of laws; `passed` and `failed` together name each law once, in their order. */
export interface LawReport {
  /** Titles of the laws that hold. */
  readonly passed: readonly string[];
  /** The laws that do not hold; empty for a conforming implementation. */
  readonly failed: readonly BrokenLaw[];
}

/** A law that does not hold, and how that was noticed. */
export interface BrokenLaw {
  /** The `title` of the law. */
  readonly title: string;
  /** What the check, or making its harness, threw: an AssertionError of node:assert, or whatever the implementation threw. */
  readonly error: unknown;
}

/** Checks every law, one after another, without a test runner. */
export async function runLaws<Harness extends Partial<AsyncDisposable>>(
  laws: readonly Law<Harness>[],
  createHarness: CreateHarness<Harness>,
): Promise<LawReport> {
  const passed: string[] = [];
  const failed: BrokenLaw[] = [];
  for (const law of laws) {
    try {
      await checkLaw(law, createHarness);
      passed.push(law.title);
    } catch (error) {
      failed.push({ title: law.title, error });
    }
  }
  return { passed, failed };
}
