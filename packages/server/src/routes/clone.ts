import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { batchObject, batchSchema } from '../wire/batch-object.ts';
import { deduplicate, idempotencyHeaders, metadata, outputExpiresAfter, window } from '../wire/batch-order-fields.ts';
import { idempotencyKeyOf } from '../wire/idempotency-key.ts';
import { knownBatch } from './known-batch.ts';

const cloneBody = z.object({
  completion_window: window.optional(),
  metadata,
  output_expires_after: outputExpiresAfter,
  deduplicate,
});

/** A batch on the input of another. */
export function addCloneRoute({ router, clock, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'cloneBatch',
      method: 'post',
      path: '/v1/batches/{batch_id}/clone',
      tag: 'Batches',
      summary: 'Create a batch on the input of another',
      description: 'What the body leaves out is as it was there. Refused once the input file is gone.',
      scope: 'write',
      headers: idempotencyHeaders,
      body: cloneBody,
      answer: batchSchema,
    },
    async ({ caller: { tenant, user }, params: { batch_id: id }, body, request }) => {
      await knownBatch(batches, { tenant, id });
      const batch = await batches.clone({
        tenant,
        id,
        ...(user !== null && { user }),
        ...(body.completion_window !== undefined && { window: body.completion_window }),
        ...(body.metadata !== undefined && { metadata: body.metadata }),
        ...(body.output_expires_after && { outputExpiresAfterMs: body.output_expires_after.seconds * 1_000 }),
        ...(body.deduplicate && { deduplicate: body.deduplicate }),
        ...idempotencyKeyOf(request),
      });
      return batchObject(batch, clock.now());
    },
  );
}
