import type { BulkActionKind } from '@spillway/api-types';
import { formatCount } from '../../terminal/amount.ts';

interface Words {
  /** `Cancel` in `Cancel 3 batches?`. */
  readonly verb: string;
  /** `cancelled` in `3 batches would be cancelled`. */
  readonly done: string;
  readonly nouns: readonly [one: string, many: string];
}

/** How an action is spoken of. */
export const bulkWords: Readonly<Record<BulkActionKind, Words>> = {
  cancel: { verb: 'Cancel', done: 'cancelled', nouns: ['batch', 'batches'] },
  retry: { verb: 'Retry', done: 'retried', nouns: ['batch', 'batches'] },
  requeue_dead_letters: { verb: 'Requeue', done: 'requeued', nouns: ['dead letter', 'dead letters'] },
  drop_dead_letters: { verb: 'Drop', done: 'dropped', nouns: ['dead letter', 'dead letters'] },
};

/** `1 batch`, `2,000 dead letters`. */
export function amountOf(action: BulkActionKind, count: number): string {
  const [one, many] = bulkWords[action].nouns;
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
