import type { BatchOutlook } from '@spillway/api-types';
import { call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import { type Loaded, useLoaded } from './use-loaded.ts';

const EVERY_MS = 5_000;
const MOST = 100;

/** What is to be expected of batches, by their ids. */
export type Outlooks = ReadonlyMap<string, BatchOutlook>;

export interface OutlooksOptions {
  readonly ofAllTenants: boolean;
  /** Whether anything of it is shown; nothing is asked for otherwise. */
  readonly wanted?: boolean;
}

/** Of the running batches with the soonest deadlines: one look for all that a view shows of them. */
export function useOutlooks({ ofAllTenants, wanted = true }: OutlooksOptions): Loaded<Outlooks> {
  const query = { all_tenants: ofAllTenants ? 'true' : undefined, limit: MOST };
  return useLoaded(
    `outlooks ${ofAllTenants} ${wanted}`,
    async (signal): Promise<Outlooks> => {
      if (!wanted) return new Map();
      const { data } = await call<Page<BatchOutlook>>('v1/outlook', { query, signal });
      return new Map(data.map((outlook) => [outlook.batch_id, outlook]));
    },
    wanted ? { everyMs: EVERY_MS } : {},
  );
}
