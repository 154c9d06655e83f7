import { expect, test } from 'vitest';
import type { BatchPhase } from '../store/index.ts';
import { slaOf } from './sla.ts';

test.each<[BatchPhase, number, number, string]>([
  ['completed', 100, 0, 'met'],
  ['completed', 101, 0, 'violated'],
  // Dead letters are violations of their own; the batch ended in time with all its files.
  ['completed', 100, 3, 'met'],
  ['expired', 100, 3, 'violated'],
  ['cancelled', 50, 3, 'none'],
  ['failed', 50, 0, 'none'],
  ['failed', 50, 3, 'violated'],
])('a batch that ended as %s at %d of 100, with %d violations: %s', (phase, endedAt, violated, sla) => {
  expect(slaOf({ phase, endedAt, deadlineAt: 100, violated })).toBe(sla);
});
