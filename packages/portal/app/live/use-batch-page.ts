import type { Batch } from '../api/batch.ts';
import { call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import { type Live, useLive } from './use-live.ts';

/** A page of batches as it goes on; `query` says of which, in the words of `GET /v1/batches`. */
export function useBatchPage(query: Readonly<Record<string, string | number | undefined>>): Live<Page<Batch>> {
  return useLive<Page<Batch>>(`batches ${JSON.stringify(query)}`, {
    path: 'v1/batches/events',
    query,
    event: 'page',
    ask: (signal) => call('v1/batches', { query, signal }),
  });
}
