import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { untilVisible, whileVisible } from './visible.ts';

class Tab extends EventTarget {
  hidden = false;

  show(shown: boolean): void {
    this.hidden = !shown;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** Counts the listeners that are left. */
function countListeners(target: EventTarget): () => number {
  const [added, removed] = [vi.spyOn(target, 'addEventListener'), vi.spyOn(target, 'removeEventListener')];
  return () => added.mock.calls.length - removed.mock.calls.length;
}

let tab: Tab;
beforeEach(() => {
  tab = new Tab();
  vi.stubGlobal('document', tab);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('what is done while the tab is looked at is ended when it is hidden, and leaves no listener', async () => {
  const left = countListeners(tab);
  const seen = await whileVisible(new AbortController().signal, async (signal) => {
    expect(left()).toBe(1);
    tab.show(false);
    return signal.aborted;
  });
  expect([seen, left()]).toEqual([true, 0]);
});

test('what waits goes on when the tab is looked at again, and leaves no listener', async () => {
  const { signal } = new AbortController();
  const [ofTab, ofSignal] = [countListeners(tab), countListeners(signal)];
  tab.show(false);
  const waiting = untilVisible(signal);
  expect([ofTab(), ofSignal()]).toEqual([1, 1]);
  tab.show(true);
  await waiting;
  expect([ofTab(), ofSignal()]).toEqual([0, 0]);
});
