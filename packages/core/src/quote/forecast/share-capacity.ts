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

/** Who gets the capacity, and for how long. */
export interface Shares {
  readonly rates: readonly WorkRate[];
  /** Until another row has no laxity left. */
  readonly hours: number;
}

/**
 * Who gets the capacity at one moment, as `fairAllotment` deals out claims, with claims so small that they flow: the
 * first of the rows without laxity gets its share, the tenants share the rest evenly, and each gives it to its highest
 * priority and then its earliest deadline.
 */
export function shareCapacity(open: readonly OpenWork[], capacity: number, at: number): Shares {
  if (capacity <= 0) return { rates: [], hours: Number.POSITIVE_INFINITY };
  const laxities = laxitiesOf(open, capacity, at);
  const urgent = laxities.find(({ hours }) => hours <= 0)?.row;
  const rates = ratesOf(open, urgent, capacity);
  return { rates, hours: untilUrgent(laxities, rates, capacity) };
}

interface Laxity {
  readonly row: OpenWork;
  /** Time that the row and all that is due before it need not be worked, less a margin. */
  readonly hours: number;
}

/** By deadline. */
function laxitiesOf(open: readonly OpenWork[], capacity: number, at: number): readonly Laxity[] {
  let due = 0;
  return open
    .toSorted((one, other) => one.work.deadlineAt - other.work.deadlineAt)
    .map((row) => {
      due += row.left;
      const left = (row.work.deadlineAt - at - URGENT_MARGIN_MS) / HOUR_MS;
      return { row, hours: left - due / (capacity * URGENT_SHARE) };
    });
}

function ratesOf(open: readonly OpenWork[], urgent: OpenWork | undefined, capacity: number): readonly WorkRate[] {
  const rest = firstsOfTenants(open.filter((row) => row !== urgent));
  if (!urgent) return evenly(rest, capacity);
  const share = rest.length === 0 ? 1 : URGENT_SHARE;
  return [{ row: urgent, rate: capacity * share }, ...evenly(rest, capacity * (1 - share))];
}

/** Laxity is lost by the time that passes, and won by the work that is done of what is due. */
function untilUrgent(laxities: readonly Laxity[], rates: readonly WorkRate[], capacity: number): number {
  const rateOf = new Map(rates.map(({ row, rate }) => [row, rate]));
  let least = Number.POSITIVE_INFINITY;
  let done = 0;
  for (const { row, hours } of laxities) {
    done += rateOf.get(row) ?? 0;
    const lost = 1 - done / (capacity * URGENT_SHARE);
    if (hours > 0 && lost > 0) least = Math.min(least, hours / lost);
  }
  return least;
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
