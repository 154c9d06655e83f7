import type { BatchProgress } from '@spillway/core';
import type { AppContext } from '../app-context.ts';
import { SharedLooks } from '../live/shared-looks.ts';
import { noSuchBatch } from '../wire/error-body.ts';
import { progressObject, progressSchema } from '../wire/progress-object.ts';
import { knownBatch } from './known-batch.ts';

/** Of a large batch it is many rows, and the portals of all who look at it ask every few seconds. */
const GOOD_MS = 2_000;

/** How a batch went on. */
export function addProgressRoute({ router, clock, spillway: { batches } }: AppContext): void {
  const looks = new SharedLooks<BatchProgress | undefined>({ clock, goodMs: GOOD_MS });
  router.add(
    {
      id: 'retrieveBatchProgress',
      method: 'get',
      path: '/v1/batches/{batch_id}/progress',
      tag: 'Batches',
      summary: 'See how a batch went on',
      description:
        'How many requests each pool ended, in spans that suit the age of the batch. Empty once the results are purged.',
      scope: 'read',
      answer: progressSchema,
    },
    async ({ caller: { tenant }, params: { batch_id: id } }) => {
      const { revision, endedAt, purgedAt } = await knownBatch(batches, { tenant, id });
      // Nobody asks again once it has ended: that must be seen whole.
      const key = JSON.stringify([tenant, id, revision, endedAt, purgedAt]);
      const progress = await looks.get(key, () => batches.progress({ tenant, id }));
      if (!progress) throw noSuchBatch(id);
      return progressObject(progress);
    },
  );
}
