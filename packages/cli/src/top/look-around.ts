import type { BatchOutlook, Fleet, Worker } from '@spillway/api-types';
import type { ApiClient } from '../client/api-client.ts';
import { ServerRefusal } from '../client/server-refusal.ts';
import type { WireBatch } from '../client/wire-batch.ts';
import type { WirePage } from '../client/wire-page.ts';

/** What is to be seen of an installation at one moment. */
export interface Sight {
  /** Batches that have not ended, the next deadline first. */
  readonly batches: readonly WireBatch[];
  readonly hasMore: boolean;
  /** What is known of why they take so long. */
  readonly outlooks: readonly BatchOutlook[];
  /** For operators only. */
  readonly fleet?: Fleet;
  readonly workers?: readonly Worker[];
}

export interface LookOptions {
  readonly api: ApiClient;
  /** Batches at the most. */
  readonly limit: number;
  readonly allTenants: boolean;
}

const running = 'validating,in_progress,finalizing,cancelling';

export async function lookAround({ api, limit, allTenants }: LookOptions): Promise<Sight> {
  const of = { limit, ...(allTenants && { all_tenants: true }) };
  const query = { ...of, status: running, order: 'deadline' };
  const [page, outlooks, fleet, workers] = await Promise.all([
    api.ask<WirePage<WireBatch>>({ path: '/v1/batches', query }),
    ifAllowed(api.ask<WirePage<BatchOutlook>>({ path: '/v1/outlook', query: of })),
    ifAllowed(api.ask<Fleet>({ path: '/v1/fleet' })),
    ifAllowed(api.ask<WirePage<Worker>>({ path: '/v1/workers' })),
  ]);
  return {
    batches: page.data,
    hasMore: page.has_more === true,
    outlooks: outlooks?.data ?? [],
    ...(fleet && { fleet }),
    ...(workers && { workers: workers.data }),
  };
}

/** What is for operators only, or unknown to the server, is left out. */
async function ifAllowed<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (ServerRefusal.behind(error, 403, 404)) return undefined;
    throw error;
  }
}
