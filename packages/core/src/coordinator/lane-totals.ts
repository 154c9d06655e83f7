import type { Lane } from '../store/index.ts';

/** What a lane held when it was first seen. */
export interface LaneTotal {
  readonly open: number;
  readonly tokens: number;
}

/** Lane totals by batch. */
export type LaneTotals = Readonly<Record<string, LaneTotal>>;

/** Lanes that are remembered, so that the tick's row stays small: those with the earliest deadlines. */
const REMEMBERED = 1_000;

/**
 * What each lane began with: the most that was ever seen of it. The first tick after planning sees nearly all of it, and a
 * lane grows again only by a retry.
 */
export function totalsOf(before: LaneTotals, lanes: readonly Lane[]): LaneTotals {
  const soonest = lanes.toSorted((one, other) => one.deadlineAt - other.deadlineAt).slice(0, REMEMBERED);
  return Object.fromEntries(soonest.map((lane) => [lane.batchId, most(lane, before[lane.batchId])]));
}

function most({ open, tokens }: Lane, seen: LaneTotal = { open: 0, tokens: 0 }): LaneTotal {
  return { open: Math.max(open, seen.open), tokens: Math.max(tokens, seen.tokens) };
}
