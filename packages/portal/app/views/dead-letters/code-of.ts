import type { DeadLetter } from '@spillway/api-types';

/** What ended the last attempt says more than that there was an end to them. */
export function codeOf({ last_attempt: last, error_code: code }: DeadLetter): string {
  return last?.code ?? code ?? 'unknown';
}
