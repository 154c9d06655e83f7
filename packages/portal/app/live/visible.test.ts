import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { untilVisible, whileVisible } from './visible.ts';

class Tab extends EventTarget {
  hidden = false;

  show(shown: boolean): void {
    this.hidden = !shown;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let tab: Tab;
const gone = new AbortController();

beforeEach(() => {
  tab = new Tab();
  vi.stubGlobal('document', tab);
});
afterEach(() => {
  vi.unstubAllGlobals();
  expect(getEventListeners(gone.signal, 'abort')).toEqual([]);
});

test('what is done while the tab is looked at is ended when it is hidden, and leaves no listener', async () => {
  const seen = await whileVisible(gone.signal, async (signal) => {
    tab.show(false);
    return signal.aborted;
  });
  expect([seen, getEventListeners(tab, 'visibilitychange')]).toEqual([true, []]);
});

test('what waits goes on when the tab is looked at again, and leaves no listener', async () => {
  tab.show(false);
  const waiting = untilVisible(gone.signal);
  tab.show(true);
  await waiting;
  expect(getEventListeners(tab, 'visibilitychange')).toEqual([]);
});
