import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { endpoint, inputFileId, window } from '../wire/batch-order-fields.ts';
import { quoteObject, quoteSchema } from '../wire/quote-object.ts';

const quoteBody = z.object({
  input_file_id: inputFileId,
  endpoint,
  completion_window: window.default('24h'),
  priority: z.int().min(0).max(1_000).optional().meta({ description: 'As of the batch; 1 by default.' }),
});

/** What a batch would come to, before it is created. */
export function addQuoteRoute({ router, spillway: { batches } }: AppContext): void {
  router.add(
    {
      id: 'quoteBatch',
      method: 'post',
      path: '/v1/batches/quote',
      tag: 'Batches',
      summary: 'Ask what a batch would come to',
      description:
        'Reads the file by the rules of a batch, and forecasts from measured throughput and the work that waits when it ' +
        'would be done, what it would cost, and whether its window is feasible. Changes nothing.',
      scope: 'read',
      body: quoteBody,
      answer: quoteSchema,
    },
    async ({ caller: { tenant }, body, request: { signal } }) => {
      const asked = { inputFileId: body.input_file_id, endpoint: body.endpoint };
      const { completion_window: window, priority } = body;
      const quote = await batches.quote({
        ...asked,
        ...{ tenant, window, signal },
        ...(priority !== undefined && { priority }),
      });
      return quoteObject(quote, asked);
    },
  );
}
