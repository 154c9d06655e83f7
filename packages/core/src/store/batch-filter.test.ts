import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import { type BatchFilter, matchesBatch } from './batch-filter.ts';

const batch = {
  id: 'batch_Abc',
  tenant: 'red',
  user: 'ann',
  phase: 'in_progress',
  inputFileId: 'file-1',
  endpoint: '/v1/embeddings',
  metadata: JSON.parse('{"Team":"50%_Off","__proto__":"own","note":"Ärger"}') as Record<string, string>,
  priority: 5,
  plan: { models: ['small', 'large'] },
  counts: { deadLettered: 1 },
  createdAt: 1_000,
  endedAt: null,
  cancelRequestedAt: null,
  purgedAt: null,
} as unknown as Batch;

const chosen: readonly BatchFilter[] = [
  {},
  { tenant: 'red' },
  { ids: ['other', 'batch_Abc'] },
  { statuses: ['failed', 'in_progress'] },
  { priorities: [1, 5] },
  { user: 'ann' },
  { endpoint: '/v1/embeddings' },
  { model: 'large' },
  { inputFileId: 'file-1' },
  { createdFrom: 1_000, createdBefore: 1_001 },
  { metadata: {} },
  { metadata: { Team: '50%_Off' } },
  { metadata: JSON.parse('{"__proto__":"own"}') },
  { search: '' },
  { search: 'BATCH_a' },
  { search: '0%_o' },
  { search: 'team' },
  { search: 'Ärg' },
  { search: '__PROTO__' },
  { withDeadLetters: true },
  { withDeadLetters: false },
];

const passedOver: readonly BatchFilter[] = [
  { tenant: 'blue' },
  { ids: [] },
  { ids: ['batch_abc'] },
  { statuses: [] },
  { statuses: ['cancelling', 'completed'] },
  { priorities: [] },
  { priorities: [1] },
  { user: 'Ann' },
  { endpoint: '/v1/' },
  { model: 'larg' },
  { inputFileId: 'file-' },
  { createdFrom: 1_001 },
  { createdBefore: 1_000 },
  { metadata: { team: '50%_Off' } },
  { metadata: { Team: '50%_' } },
  { metadata: { Team: '50%_Off', missing: '' } },
  { metadata: { constructor: '' } },
  { search: 'atch_Abc' },
  { search: '50_' },
  { search: '5.*' },
  { search: 'ärg' },
  { search: 'Team50' },
  { search: 'red' },
];

test.each(chosen.map((filter) => ({ filter })))('$filter chooses the batch', ({ filter }) => {
  expect(matchesBatch(batch, filter)).toBe(true);
});

test.each(passedOver.map((filter) => ({ filter })))('$filter passes it over', ({ filter }) => {
  expect(matchesBatch(batch, filter)).toBe(false);
});

test('a batch must satisfy everything that a filter says', () => {
  const some = fc.tuple(fc.subarray([...chosen]), fc.subarray([...passedOver]));
  fc.assert(
    fc.property(some, ([met, missed]) => {
      // What says the same word differently stands in one filter once: the later one.
      const filter = Object.assign({}, ...met, ...missed) as BatchFilter;
      expect(matchesBatch(batch, filter)).toBe(missed.length === 0);
    }),
  );
});

test('a live batch with a cancel mark is cancelling and nothing else, and one that ended is as it ended', () => {
  const cancelling = { ...batch, cancelRequestedAt: 2_000 };
  expect(matchesBatch(cancelling, { statuses: ['cancelling'] })).toBe(true);
  expect(matchesBatch(cancelling, { statuses: ['in_progress'] })).toBe(false);
  const cancelled = { ...cancelling, phase: 'cancelled', endedAt: 3_000 } as const;
  expect(matchesBatch(cancelled, { statuses: ['cancelled'] })).toBe(true);
  expect(matchesBatch(cancelled, { statuses: ['cancelling'] })).toBe(false);
});

test('what is not there satisfies no word about it', () => {
  const bare = { ...batch, user: null, metadata: null, plan: null };
  for (const filter of [{ user: 'null' }, { model: 'small' }, { metadata: { Team: '50%_Off' } }, { search: 'team' }]) {
    expect(matchesBatch(bare, filter)).toBe(false);
  }
  expect(matchesBatch({ ...batch, purgedAt: 2_000 }, { withDeadLetters: true })).toBe(false);
});
