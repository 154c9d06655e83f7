/** How many replicas each zone would have given, tick by tick. See `parseSpotTrace` for the format on disk. */
export interface SpotTrace {
  /** Length of a tick. */
  readonly tickSeconds: number;
  /** Replicas that were asked for, so that no count is larger. */
  readonly requested: number;
  /** Counts by the name of the zone, one for each tick, all of the same length. */
  readonly zones: Readonly<Record<string, readonly number[]>>;
}
