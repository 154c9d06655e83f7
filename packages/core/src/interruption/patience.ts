/** Most that a service which does not answer is left alone: shorter than any notice. */
const LONGEST_MS = 15_000;

/** How long to wait before the next question to a service that did not answer this often in a row. */
export function patienceMs(everyMs: number, failures: number): number {
  return Math.max(everyMs, Math.min(LONGEST_MS, everyMs * 2 ** Math.min(failures, 20)));
}
