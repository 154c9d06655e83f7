import { expect, it } from 'vitest';
import { leftMs, type Progress, progressBar, progressLine, progressRecord } from './progress.ts';

const progress: Progress = {
  total: 1_000,
  done: 450,
  failed: 12,
  retrying: 3,
  requestsPerSecond: 29,
  tokensPerSecond: 2_140,
};

it('a line says done, failed, retrying, both paces and the time left', () => {
  expect(progressLine(progress)).toBe(
    '450/1,000 done (45 %), 12 failed, 3 retrying, 29 requests/s, 2.1k tokens/s, 19 s left',
  );
});

it('a bar fits its terminal, and gives way to the figures on a narrow one', () => {
  const wide = progressBar(progress, 120);
  expect(wide).toMatch(/^\[#+\.+\] {2}45 % 450\/1,000 {2}12 failed {2}3 retrying/);
  expect(wide.length).toBeLessThanOrEqual(120);
  expect(progressBar(progress, 60)).toMatch(/^ 45 %/);
});

it('the time to spare is seen on any terminal, and the bar on one of 80 columns', () => {
  const batch = { total: 300_000, done: 135_000, failed: 0, requestsPerSecond: 29, expectedMs: 3_540_000 };
  const early = { ...batch, deadlineMs: 7_260_000 };
  expect(progressBar(early, 140)).toContain(
    '  0 failed  29 requests/s  59 min left  deadline in 2 h 1 min, 1 h 2 min to spare',
  );
  expect(progressBar(early, 80)).toBe('[####......]  45 % 135,000/300,000  29 req/s  59 min left  1 h 2 min to spare');
  expect(progressBar({ ...early, failed: 1_200 }, 80)).toBe(
    ' 45 % 135,000/300,000  1,200 failed  29 req/s  59 min left  1 h 2 min to spare',
  );
  expect(progressBar(early, 40)).toBe(' 45 %  59 min left  1 h 2 min to spare');
  expect(progressBar({ ...batch, deadlineMs: 60_000 }, 80)).toMatch(/ {2}59 min left {2}TOO LATE AT THIS PACE$/);
  expect(progressBar({ ...batch, deadlineMs: -5_000 }, 40)).toMatch(/deadline passed 5 s ago$/);
});

it('it never says 100 % before the last request', () => {
  expect(progressLine({ ...progress, done: 999 })).toContain('(99 %)');
});

it('what is unknown is said to be unknown', () => {
  const unknown = { ...progress, requestsPerSecond: undefined, tokensPerSecond: undefined };
  expect(progressLine(unknown)).toContain('- requests/s, - tokens/s, time left unknown');
  expect(progressRecord(unknown)).toMatchObject({ requests_per_second: null, seconds_left: null });
  expect(leftMs({ ...progress, requestsPerSecond: 0 })).toBeUndefined();
  expect(leftMs({ ...progress, done: 1_000, requestsPerSecond: undefined })).toBe(0);
});

it('what a server says of the end is believed, and held against the deadline', () => {
  const batch: Progress = { total: 1_000, done: 450, failed: 12, requestsPerSecond: 29, expectedMs: 60_000 };
  expect(progressLine({ ...batch, deadlineMs: 3_600_000 })).toBe(
    '450/1,000 done (45 %), 12 failed, 29 requests/s, 1 min left, deadline in 1 h, 59 min to spare',
  );
  expect(progressLine({ ...batch, deadlineMs: 30_000 })).toContain('deadline in 30 s, TOO LATE AT THIS PACE');
  expect(progressLine({ ...batch, deadlineMs: -5_000 })).toContain('deadline passed 5 s ago');
  expect(progressRecord({ ...batch, deadlineMs: 30_000 })).toMatchObject({
    seconds_left: 60,
    seconds_to_deadline: 30,
    seconds_to_spare: -30,
  });
});
