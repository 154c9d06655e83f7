import { SpillwayError } from '../errors/index.ts';
import type { BatchFilter } from '../store/batch-filter.ts';
import type { BatchOrdering } from '../store/batch-ledger.ts';
import { batchStatuses } from '../store/batch-status.ts';
import { defaultTenant } from './files.ts';

/** Which batches, of one tenant or of all. What is left out chooses nothing away. */
export interface BatchChoice extends BatchFilter {
  /** `defaultTenant` when left out. */
  readonly tenant?: string;
  /** Of every tenant: for operators. Not together with `tenant`. */
  readonly allTenants?: boolean;
}

/** Which batches to list. */
export interface BatchListQuery extends BatchChoice {
  /** `newest` by default. */
  readonly order?: BatchOrdering;
  /** The id after which the page begins. */
  readonly after?: string;
  /** 20 by default. */
  readonly limit?: number;
}

const orderings: readonly string[] = ['newest', 'oldest', 'deadline'] satisfies readonly BatchOrdering[];
const statuses: readonly string[] = batchStatuses;

/** The filter of a choice. Throws `invalid_argument` for what would silently choose nothing, or everything. */
export function filterOf({ allTenants = false, tenant, ...filter }: BatchChoice): BatchFilter {
  const unknown = filter.statuses?.find((status) => !statuses.includes(status));
  if (unknown !== undefined) throw refused('statuses', `There is no status '${unknown}'.`, statuses);
  if (!allTenants) return { ...filter, tenant: tenant ?? defaultTenant };
  if (tenant === undefined) return filter;
  throw refused('allTenants', 'Batches are either of one tenant or of all.');
}

/** Throws `invalid_argument` for an order that there is not. */
export function refuseUnknownOrder(order: string): void {
  if (!orderings.includes(order)) throw refused('order', `There is no order '${order}'.`, orderings);
}

function refused(param: string, message: string, known?: readonly string[]): SpillwayError {
  const hint = known ? { hint: `There are ${known.join(', ')}.` } : {};
  return new SpillwayError(message, { code: 'invalid_argument', param, ...hint });
}
