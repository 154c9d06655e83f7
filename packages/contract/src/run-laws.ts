import { type CreateHarness, checkLaw } from './check-law.ts';
import type { Law } from './law.ts';

export interface LawReport {
  /** Titles of the laws that hold. */
  readonly passed: readonly string[];
  readonly failed: readonly BrokenLaw[];
}

export interface BrokenLaw {
  readonly title: string;
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
