import type { Backlog, Batch, TenantLimits } from '../store/index.ts';
import type { Limits } from './limits.ts';

/** How much of somebody may wait at once. */
export interface BacklogBound {
  /** For people, with the verb. */
  readonly who: string;
  /** What the ledger is asked for. */
  readonly of: { readonly tenant?: string; readonly user?: string };
  readonly batches: number;
  readonly requests: number;
  /** The limits that say so. */
  readonly names: { readonly batches: keyof Limits; readonly requests: keyof Limits };
}

/** The bounds on one more batch that bind at all, widest first. A tenant's own limits go before those of the server. */
export function backlogBounds(
  { tenant, user }: Pick<Batch, 'tenant' | 'user'>,
  limits: Limits,
  own: TenantLimits = {},
): readonly BacklogBound[] {
  const bounds = [ofAll(limits), ofTenant(tenant, limits, own)];
  if (user !== null) bounds.push(ofUser({ tenant, user }, limits, own));
  return bounds.filter(({ batches, requests }) => Math.min(batches, requests) < Number.POSITIVE_INFINITY);
}

/** What of the backlog has reached its bound; undefined while there is room. */
export function reachedBy(backlog: Backlog, bound: BacklogBound): keyof Backlog | undefined {
  return (['batches', 'requests'] as const).find((what) => backlog[what] >= bound[what]);
}

/** Why there is no room. How much others have is nobody's business: of all tenants together no count is told. */
export function fullness(backlog: Backlog, bound: BacklogBound, reached: keyof Backlog): string {
  const count =
    bound.of.tenant === undefined
      ? `no room for more unfinished ${reached}`
      : `${backlog[reached]} unfinished ${reached}`;
  return `${bound.who} ${count}; the limit is ${bound[reached]}.`;
}

function ofAll(limits: Limits): BacklogBound {
  return {
    who: 'All tenants together have',
    of: {},
    batches: limits.liveBatches,
    requests: limits.openRequests,
    names: { batches: 'liveBatches', requests: 'openRequests' },
  };
}

function ofTenant(tenant: string, limits: Limits, own: TenantLimits): BacklogBound {
  return {
    who: `The tenant '${tenant}' has`,
    of: { tenant },
    batches: own.liveBatches ?? limits.tenantLiveBatches,
    requests: own.openRequests ?? limits.tenantOpenRequests,
    names: { batches: 'tenantLiveBatches', requests: 'tenantOpenRequests' },
  };
}

function ofUser(
  of: { readonly tenant: string; readonly user: string },
  limits: Limits,
  own: TenantLimits,
): BacklogBound {
  return {
    who: `The user '${of.user}' has`,
    of,
    batches: own.userLiveBatches ?? limits.userLiveBatches,
    requests: own.userOpenRequests ?? limits.userOpenRequests,
    names: { batches: 'userLiveBatches', requests: 'userOpenRequests' },
  };
}
