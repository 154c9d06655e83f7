import { SpillwayError } from '../errors/index.ts';
import type { WindowJudgement } from './judge-window.ts';

/** When a batch that fits at no moment that could be told may be tried again. */
const SOME_TIME_MS = 60_000;

/**
 * Why an order is not let in: `window_infeasible` when its window is too short even if nothing else waited,
 * `limit_reached` when only the work before it stands against it, with the time at which it will fit. Undefined when it
 * is let in, also when nobody knows.
 */
export function refusalOf(judgement: WindowJudgement): SpillwayError | undefined {
  if (judgement.feasible !== 'no') return undefined;
  const { evenAlone, reason, fitsInMs } = judgement;
  const hint = 'Ask for a longer window, or split the file.';
  return evenAlone
    ? new SpillwayError(reason, { code: 'window_infeasible', param: 'completion_window', hint })
    : new SpillwayError(reason, {
        code: 'limit_reached',
        param: 'completion_window',
        hint: 'Try again then, or ask for a longer window.',
        retryAfterMs: Math.max(1_000, fitsInMs ?? SOME_TIME_MS),
      });
}
