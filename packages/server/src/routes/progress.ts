import type { AppContext } from '../app-context.ts';
import { noSuchBatch } from '../wire/error-body.ts';
import { progressObject, progressSchema } from '../wire/progress-object.ts';

/** How a batch went on. */
export function addProgressRoute({ router, spillway: { batches } }: AppContext): void {
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
      const progress = await batches.progress({ tenant, id });
      if (!progress) throw noSuchBatch(id);
      return progressObject(progress);
    },
  );
}
