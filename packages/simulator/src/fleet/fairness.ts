import type { BatchEnd } from './simulated-fleet.ts';

/** How one tenant fared in a run. */
export interface TenantShare {
  readonly tenant: string;
  /** Batches that ended. */
  readonly batches: number;
  /** Of them, those that missed their deadline. */
  readonly late: number;
  /** Work of the batches that were done in time, in hours of one replica. */
  readonly hours: number;
  /** Mean share of their windows that batches took; late ones count as 1. */
  readonly stretch: number;
}

/** How evenly a run served its tenants. */
export interface Fairness {
  /** By name. */
  readonly tenants: readonly TenantShare[];
  /** Jain's index of the tenants' stretches: 1 when all are alike, 1 / tenants when one takes it all. */
  readonly index: number;
}

/** How the tenants of a run fared, one beside the other. */
export function fairnessOf(ends: readonly BatchEnd[], tickHours: number): Fairness {
  const byTenant = Map.groupBy(ends, ({ batch }) => batch.tenant);
  const tenants = [...byTenant].map(([tenant, own]) => shareOf(tenant, own, tickHours));
  tenants.sort((one, other) => one.tenant.localeCompare(other.tenant));
  const sum = tenants.reduce((total, { stretch }) => total + stretch, 0);
  const squares = tenants.reduce((total, { stretch }) => total + stretch ** 2, 0);
  return { tenants, index: squares === 0 ? 1 : sum ** 2 / (tenants.length * squares) };
}

function shareOf(tenant: string, ends: readonly BatchEnd[], tickHours: number): TenantShare {
  const inTime = ends.filter(({ finishedHours }) => finishedHours !== undefined);
  const stretches = ends.map((end) => stretchOf(end, tickHours));
  return {
    tenant,
    batches: ends.length,
    late: ends.length - inTime.length,
    hours: inTime.reduce((total, { batch }) => total + batch.hours, 0),
    stretch: stretches.reduce((total, stretch) => total + stretch, 0) / ends.length,
  };
}

function stretchOf({ batch, finishedHours }: BatchEnd, tickHours: number): number {
  if (finishedHours === undefined) return 1;
  return (finishedHours - batch.arrivesTick * tickHours) / ((batch.deadlineTick - batch.arrivesTick) * tickHours);
}
