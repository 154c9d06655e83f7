import type { Caller } from '../access/caller.ts';
import { HttpRefusal } from '../wire/error-body.ts';

/** Enough for a team whose portals share one key, and no room for a client that opens streams and forgets them. */
export const defaultStreamsPerKey = 256;

/** Gives a place back; the second time does nothing. */
export type LeavePlace = () => void;

/** Takes a place among the open streams of the caller's key. Throws a refusal where it holds all that it may. */
export type TakePlace = (caller: Pick<Caller, 'keyId'>) => LeavePlace;

/** When to try again: nobody knows when a reader will leave. */
const AGAIN_SECONDS = 5;

/** Bounds the streams of events that each key holds open in this process. Without keys nobody is told apart: no bound. */
export function createStreamLimit(streamsPerKey: number): TakePlace {
  const open = new Map<string, number>();

  function change(key: string, by: 1 | -1): void {
    const held = (open.get(key) ?? 0) + by;
    if (held > 0) open.set(key, held);
    else open.delete(key);
  }

  return ({ keyId }) => {
    if (keyId === null) return () => {};
    if ((open.get(keyId) ?? 0) >= streamsPerKey) throw tooMany(streamsPerKey);
    change(keyId, 1);
    let left = false;
    return () => {
      if (!left) change(keyId, -1);
      left = true;
    };
  };
}

function tooMany(streamsPerKey: number): HttpRefusal {
  return new HttpRefusal(429, {
    message: `This key may hold ${streamsPerKey} streams of events open. Close one, or try again in ${AGAIN_SECONDS} s.`,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': String(AGAIN_SECONDS) },
  });
}
