import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition holds; rejects, with what was waited for, when it does not within the time. */
export async function until(condition, what, timeoutMs = 60_000) {
  for (const end = performance.now() + timeoutMs; performance.now() < end; await sleep(100)) {
    if (await condition()) return;
  }
  throw new Error(`Waited ${timeoutMs / 1_000} s in vain until ${what}.`);
}

/** Whether anything answers HTTP at the address with less than a server's error. */
export async function answersHttp(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.status < 500;
  } catch {
    return false;
  }
}
