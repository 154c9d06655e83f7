import type { Clock } from '@spillway/core';
import { HttpRefusal } from '../wire/error-body.ts';

/** Somebody whose key was taken away, or expired, sees on for so long at the most. */
const AGAIN_MS = 30_000;

/** Asks now and then until it is refused, or the signal aborts. That nobody answers is no refusal. */
export async function untilRefused(
  ask: () => Promise<unknown>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(AGAIN_MS, signal);
    if (!signal.aborted && (await isRefused(ask))) return;
  }
}

async function isRefused(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return false;
  } catch (error) {
    return error instanceof HttpRefusal;
  }
}
