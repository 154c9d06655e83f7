import { sleep } from '../live/clock.ts';
import { Refusal } from './refusal.ts';

const DELAYS_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** Does it again when it fails in passing: nothing answers, or a server that has too much to do. */
export async function repeated<Answer>(act: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (const delayMs of DELAYS_MS) {
    try {
      return await act();
    } catch (failure) {
      if (signal.aborted || !passes(failure)) throw failure;
    }
    await sleep(delayMs, signal);
  }
  return act();
}

function passes(failure: unknown): boolean {
  if (!(failure instanceof Refusal)) return false;
  const { status, code } = failure;
  return code === 'unreachable' || status === 408 || status === 429 || status >= 500;
}
