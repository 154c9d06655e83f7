import { describe, expect, it } from 'vitest';
import { Breaker, type Trouble } from './breaker.ts';

const settings = { failures: 3, openMs: 1_000, maxOpenMs: 3_000 };
const failure: Trouble = { reason: 'HTTP 500', mendedBy: 'look' };

function opened(trouble: Trouble = failure): Breaker {
  const breaker = new Breaker(settings);
  for (let nth = 0; nth < 3; nth++) breaker.ended(trouble, breaker.enter(), 0);
  return breaker;
}

describe('a breaker', () => {
  it('opens at the failures in a row that it was given, not before', () => {
    const breaker = new Breaker(settings);
    breaker.ended(failure, false, 0);
    breaker.ended(failure, false, 0);
    expect(breaker.admits(0)).toBe(true);
    breaker.ended(failure, false, 0);
    expect(breaker.admits(0)).toBe(false);
    expect(breaker.reason).toBe('HTTP 500');
  });

  it('counts only failures in a row', () => {
    const breaker = new Breaker(settings);
    for (let nth = 0; nth < 9; nth++) breaker.ended(nth % 3 === 2 ? 'well' : failure, false, 0);
    expect(breaker.closed).toBe(true);
  });

  it('is not moved by what says nothing of the engine', () => {
    const breaker = new Breaker(settings);
    for (const standing of [failure, failure, 'unknown', failure] as const) breaker.ended(standing, false, 0);
    expect(breaker.closed).toBe(false);
  });

  it('opens at once when the trouble is certain', () => {
    const breaker = new Breaker(settings);
    breaker.ended({ reason: 'HTTP 401', mendedBy: 'probe', certain: true }, false, 0);
    expect(breaker.admits(0)).toBe(false);
  });

  it('lets one probe through after its time, and no second beside it', () => {
    const breaker = opened();
    expect(breaker.admits(999)).toBe(false);
    expect(breaker.admits(1_000)).toBe(true);
    expect(breaker.enter()).toBe(true);
    expect(breaker.admits(1_000)).toBe(false);
  });

  it('closes when the probe works', () => {
    const breaker = opened();
    breaker.ended('well', breaker.enter(), 1_000);
    expect(breaker.closed).toBe(true);
    expect(breaker.enter()).toBe(false);
  });

  it('stays open twice as long after each failed probe, up to its longest time', () => {
    const breaker = opened();
    breaker.ended(failure, breaker.enter(), 1_000);
    expect(breaker.admits(2_999)).toBe(false);
    expect(breaker.admits(3_000)).toBe(true);
    breaker.ended(failure, breaker.enter(), 3_000);
    expect(breaker.admits(5_999)).toBe(false);
    expect(breaker.admits(6_000)).toBe(true);
  });

  it('lets another probe through when one told nothing', () => {
    const breaker = opened();
    breaker.ended('unknown', breaker.enter(), 1_000);
    expect(breaker.admits(1_000)).toBe(true);
  });

  it('is not opened for longer by requests that went out before it opened', () => {
    const breaker = opened();
    breaker.ended(failure, false, 900);
    expect(breaker.admits(1_000)).toBe(true);
  });

  it('begins anew with its first time once it was closed', () => {
    const breaker = opened();
    breaker.ended(failure, breaker.enter(), 1_000);
    breaker.mend();
    for (let nth = 0; nth < 3; nth++) breaker.ended(failure, false, 9_000);
    expect(breaker.admits(10_000)).toBe(true);
  });

  it('is closed by a good look only when looks can see its trouble', () => {
    const seen = opened();
    seen.mend();
    expect(seen.closed).toBe(true);
    const unseen = opened({ reason: 'HTTP 502', mendedBy: 'probe' });
    unseen.mend();
    expect(unseen.closed).toBe(false);
  });
});
