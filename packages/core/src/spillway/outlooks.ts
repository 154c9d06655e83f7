import { factsOf } from '../outlook/facts-of.ts';
import type { BatchOutlook } from '../outlook/outlook.ts';
import { outlookOf } from '../outlook/outlook-of.ts';
import { Prognoses, type PrognosesOptions } from '../outlook/prognoses.ts';
import type { Batch, Store } from '../store/index.ts';
import { type BatchChoice, filterOf } from './batch-choice.ts';
import { defaultTenant } from './files.ts';

/** Which running batches to look out for. */
export interface OutlookQuery extends Pick<BatchChoice, 'tenant' | 'allTenants'> {
  /** 20 by default, 100 at the most. */
  readonly limit?: number;
}

/** What is to be expected of batches, as the fleet is expected to be run. */
export interface SpillwayOutlook {
  /** Of one batch; undefined when there is none. */
  get(key: { readonly tenant?: string; readonly id: string }): Promise<BatchOutlook | undefined>;
  /**
   * Of the running batches with the soonest deadlines, a hundred at the most, the least slack first and those of which
   * nobody can tell last.
   */
  list(query?: OutlookQuery): Promise<readonly BatchOutlook[]>;
}

export interface OutlooksOptions extends PrognosesOptions {
  readonly store: Store;
}

const MOST = 100;
const running = ['validating', 'in_progress', 'finalizing'] as const;

export function createOutlooks(options: OutlooksOptions): SpillwayOutlook {
  const { batches } = options.store;
  const prognoses = new Prognoses(options);
  const tell = async (found: readonly Batch[]): Promise<readonly BatchOutlook[]> => {
    const { snapshot, models } = await prognoses.about(found);
    return found.map((batch) => outlookOf(factsOf(batch, snapshot, models)));
  };
  return {
    async get({ tenant = defaultTenant, id }) {
      const batch = await batches.get({ tenant, id });
      return batch && (await tell([batch]))[0];
    },
    async list({ limit = 20, ...choice } = {}) {
      const filter = { ...filterOf(choice), statuses: running };
      const page = await batches.list({ ...filter, order: 'deadline', limit: MOST });
      const outlooks = await tell(page.batches);
      return outlooks.toSorted(byConcern).slice(0, Math.min(limit, MOST));
    },
  };
}

function byConcern(one: BatchOutlook, other: BatchOutlook): number {
  return concernOf(one) - concernOf(other) || one.deadlineAt - other.deadlineAt;
}

/** The slack; never to be done is the worst, and what nobody can tell comes last. */
function concernOf({ slackMs, onTime }: BatchOutlook): number {
  if (slackMs !== null) return slackMs;
  return onTime === false ? -Number.MAX_VALUE : Number.MAX_VALUE;
}
