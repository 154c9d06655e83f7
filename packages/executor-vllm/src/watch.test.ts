import { describe, expect, it } from 'vitest';
import { ManualClock } from '../test/manual-clock.ts';
import type { StopCause } from './reply.ts';
import { type Stoppable, Watch } from './watch.ts';

interface Call extends Stoppable {
  readonly causes: StopCause[];
}

function callUntil(deadlineMs: number): Call {
  const causes: StopCause[] = [];
  return { deadlineMs, causes, stop: (cause) => causes.push(cause) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a watch', () => {
  it('stops each call at its own deadline', async () => {
    const clock = new ManualClock();
    const watch = new Watch(clock);
    const [late, early] = [callUntil(clock.monotonic() + 50), callUntil(clock.monotonic() + 20)];
    watch.add(late);
    watch.add(early);
    clock.advance(20);
    await settled();
    expect([early.causes, late.causes]).toEqual([['timeout'], []]);
    clock.advance(30);
    await settled();
    expect(late.causes).toEqual(['timeout']);
  });

  it('needs one sleep for any number of calls that end in time', async () => {
    const clock = new ManualClock();
    const watch = new Watch(clock);
    for (let nth = 0; nth < 1_000; nth++) {
      const call = callUntil(clock.monotonic() + 600_000);
      watch.add(call);
      watch.remove(call);
      clock.advance(1);
      await undefined;
    }
    expect(clock.sleepers).toBe(1);
  });

  it('still keeps the deadline of a call that was added while an earlier sleep ran', async () => {
    const clock = new ManualClock();
    const watch = new Watch(clock);
    const gone = callUntil(clock.monotonic() + 100);
    watch.add(gone);
    watch.remove(gone);
    clock.advance(60);
    const kept = callUntil(clock.monotonic() + 100);
    watch.add(kept);
    clock.advance(40);
    await settled();
    clock.advance(60);
    await settled();
    expect([gone.causes, kept.causes]).toEqual([[], ['timeout']]);
  });

  it('stops all calls of a signal, and no other', () => {
    const watch = new Watch(new ManualClock());
    const [one, other] = [new AbortController(), new AbortController()];
    const calls = [1, 2, 3].map(() => callUntil(Number.MAX_SAFE_INTEGER));
    for (const call of calls) watch.add(call, call === calls[2] ? other.signal : one.signal);
    one.abort();
    expect(calls.map(({ causes }) => causes)).toEqual([['aborted'], ['aborted'], []]);
  });

  it('no longer stops what was removed', () => {
    const watch = new Watch(new ManualClock());
    const abort = new AbortController();
    const call = callUntil(Number.MAX_SAFE_INTEGER);
    watch.add(call, abort.signal);
    watch.remove(call, abort.signal);
    abort.abort();
    watch.close();
    expect(call.causes).toEqual([]);
  });

  it('stops everything once closed, also what comes later, and sleeps no more', () => {
    const clock = new ManualClock();
    const watch = new Watch(clock);
    const [before, after] = [callUntil(clock.monotonic() + 9), callUntil(clock.monotonic() + 9)];
    watch.add(before);
    watch.close();
    watch.add(after);
    expect([before.causes, after.causes, clock.sleepers]).toEqual([['closed'], ['closed'], 0]);
  });
});
