/** For how long at least so many replicas could be had without a break. */
export interface HeldLevel {
  readonly replicas: number;
  /** Without a break until the last sight. */
  readonly hours: number;
}

/**
 * What is known of a supply after another sight of it, which stands for the coming tick: ascending by replicas, and so
 * descending by hours. As few rows as there are different ages.
 */
export function watchLevels(before: readonly HeldLevel[], obtainable: number, tickHours: number): readonly HeldLevel[] {
  const levels: HeldLevel[] = [];
  let held = 0;
  for (const { replicas, hours } of before) {
    if (held >= obtainable) break;
    held = Math.min(replicas, obtainable);
    levels.push({ replicas: held, hours: hours + tickHours });
  }
  return obtainable > held ? [...levels, { replicas: obtainable, hours: tickHours }] : levels;
}

/** For how long at least `count` replicas could be had. */
export function heldFor(levels: readonly HeldLevel[], count: number): number {
  return levels.find(({ replicas }) => replicas >= count)?.hours ?? 0;
}
