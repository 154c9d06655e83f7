import type { Clock } from '../clock.ts';

export interface KeepLeaseOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
  /** When what is held was asked for, by the monotonic clock. */
  readonly takenMs: number;
  /** Aborted here when the lease could not be kept, and by the holder when it is done. */
  readonly over: AbortController;
}

/** Renews a lease at each third of it. A holder that cannot know that it still holds must stop. */
export async function keepLease(
  renew: () => Promise<boolean>,
  { clock, leaseMs, takenMs, over }: KeepLeaseOptions,
): Promise<void> {
  let heldUntilMs = takenMs + leaseMs;
  while (!over.signal.aborted) {
    await clock.sleep(leaseMs / 3, over.signal);
    if (over.signal.aborted) return;
    const sentMs = clock.monotonic();
    const renewed = renew().catch(() => undefined);
    const held = await Promise.race([renewed, clock.sleep(leaseMs / 3, over.signal)]);
    if (held) heldUntilMs = sentMs + leaseMs;
    if (held === false || clock.monotonic() >= heldUntilMs) over.abort();
  }
}
