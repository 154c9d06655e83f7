import type { OpenWork } from './open-work.ts';

/** As `fairAllotment` has them by default. */
const URGENT_SHARE = 0.8;
const URGENT_MARGIN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How fast a row is worked, in hours of a replica by the hour. */
export interface WorkRate {
  readonly row: OpenWork;
  readonly rate: number;
}

/**
 * Who gets the capacity at one moment, as `fairAllotment` deals out claims, with claims so small that they flow: the
 * first of the rows without laxity gets its share, the tenants share the rest evenly, and each gives it to its highest
 * priority and then its earliest deadline.
 */
export function shareCapacity(open: readonly OpenWork[], capacity: number, at: number): readonly WorkRate[] {
  if (capacity <= 0) return [];
  const urgent = firstUrgent(open, capacity, at);
  const rest = firstsOfTenants(open.filter((row) => row !== urgent));
  if (!urgent) return evenly(rest, capacity);
  const share = rest.length === 0 ? 1 : URGENT_SHARE;
  return [{ row: urgent, rate: capacity * share }, ...evenly(rest, capacity * (1 - share))];
}

function firstUrgent(open: readonly OpenWork[], capacity: number, at: number): OpenWork | undefined {
  let due = 0;
  return open
    .toSorted((one, other) => one.work.deadlineAt - other.work.deadlineAt)
    .find((row) => {
      due += row.left;
      const takesMs = (due / (capacity * URGENT_SHARE)) * HOUR_MS;
      return row.work.deadlineAt - at <= takesMs + URGENT_MARGIN_MS;
    });
}

function firstsOfTenants(open: readonly OpenWork[]): readonly OpenWork[] {
  const firsts = new Map<string, OpenWork>();
  for (const row of open) {
    const known = firsts.get(row.work.tenant);
    if (!known || comesBefore(row, known)) firsts.set(row.work.tenant, row);
  }
  return [...firsts.values()];
}

function comesBefore({ work: one }: OpenWork, { work: other }: OpenWork): boolean {
  const rank = other.priority - one.priority || one.deadlineAt - other.deadlineAt || one.createdAt - other.createdAt;
  return rank < 0;
}

function evenly(rows: readonly OpenWork[], capacity: number): WorkRate[] {
  const weights = rows.map(({ work: { tenants = 1 } }) => tenants);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return rows.map((row, index) => ({ row, rate: (capacity * (weights[index] ?? 0)) / all }));
}
