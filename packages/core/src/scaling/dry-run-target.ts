import type { ScaleTarget, ScaleWish } from './scale-target.ts';

/** A wish that differs from the one before it. */
export interface ScaleChange extends ScaleWish {
  /** Replicas that were wished for before; null at the first wish. */
  readonly before: number | null;
}

/** What `dryRunTarget` takes. */
export interface DryRunTargetOptions {
  /** Told once of each change. */
  readonly onChange: (change: ScaleChange) => void;
}

/** Starts and stops nothing, and says what another target would be asked for. */
export function dryRunTarget({ onChange }: DryRunTargetOptions): ScaleTarget {
  const wished = new Map<string, number>();
  return {
    async scale(wish) {
      const key = JSON.stringify([wish.pool, wish.model]);
      const before = wished.get(key) ?? null;
      if (before === wish.desiredReplicas) return;
      wished.set(key, wish.desiredReplicas);
      onChange({ ...wish, before });
    },
    async [Symbol.asyncDispose]() {},
  };
}
