import type { BulkActionCounts, BulkActionProblem } from '../store/index.ts';

/** What became of one target, in the unit of the counts. */
export interface TargetVerdict {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  /** Why some were skipped, or failed. */
  readonly problem?: BulkActionProblem;
}

/** Counts and problems so far. */
export interface BulkTally {
  readonly counts: BulkActionCounts;
  readonly problems: readonly BulkActionProblem[];
}

/** So many problems of an action are told. */
export const MOST_PROBLEMS = 20;

export const emptyTally: BulkTally = { counts: { matched: 0, done: 0, skipped: 0, failed: 0 }, problems: [] };

/** The tally with what became of one more target; what was matched was counted before. */
export function addVerdict({ counts, problems }: BulkTally, { problem, ...verdict }: TargetVerdict): BulkTally {
  return {
    counts: {
      matched: counts.matched,
      done: counts.done + verdict.done,
      skipped: counts.skipped + verdict.skipped,
      failed: counts.failed + verdict.failed,
    },
    problems: problem && problems.length < MOST_PROBLEMS ? [...problems, problem] : problems,
  };
}

export function allDone(weight: number): TargetVerdict {
  return { done: weight, skipped: 0, failed: 0 };
}

export function allSkipped(weight: number, problem: BulkActionProblem): TargetVerdict {
  return { done: 0, skipped: weight, failed: 0, problem };
}

export function allFailed(weight: number, problem: BulkActionProblem): TargetVerdict {
  return { done: 0, skipped: 0, failed: weight, problem };
}
