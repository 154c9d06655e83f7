import { expect, test } from 'vitest';
import { abortOnNotice } from './abort-on-notice.ts';
import type { InterruptionNotices, Notice } from './notices.ts';

const notice: Notice = { source: 'test', kind: 'interruption', leftMs: 1_000, text: 'It is over.' };

/** A source that says something when it is told to. */
function source(): InterruptionNotices & { say(notice: Notice): void; readonly signals: AbortSignal[] } {
  const said = Promise.withResolvers<Notice | undefined>();
  const signals: AbortSignal[] = [];
  return {
    say: said.resolve,
    signals,
    watch({ signal }) {
      signals.push(signal);
      signal.addEventListener('abort', () => said.resolve(undefined), { once: true });
      return said.promise;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

test('the signal aborts at the first notice of any source, and the others are watched no longer', async () => {
  const [quiet, loud] = [source(), source()];
  const told: Notice[] = [];
  const onNotice = (one: Notice): void => void told.push(one);
  const signal = abortOnNotice([quiet, loud], { signal: new AbortController().signal, onNotice });
  expect(signal.aborted).toBe(false);
  const reason = aborted(signal);
  loud.say(notice);
  expect(await reason).toBe(notice);
  expect(quiet.signals[0]?.aborted).toBe(true);
  expect(told).toEqual([notice]);
});

test('a watch that is ended aborts nothing', async () => {
  const stop = new AbortController();
  const one = source();
  const signal = abortOnNotice([one], { signal: stop.signal });
  stop.abort();
  expect(one.signals[0]?.aborted).toBe(true);
  await one.watch({ signal });
  expect(signal.aborted).toBe(false);
});

test('a source that rejects is one that says nothing', async () => {
  const loud = source();
  const broken = { watch: () => Promise.reject(new Error('broken')) };
  const signal = abortOnNotice([broken, loud], { signal: new AbortController().signal });
  const reason = aborted(signal);
  loud.say(notice);
  expect(await reason).toBe(notice);
});
