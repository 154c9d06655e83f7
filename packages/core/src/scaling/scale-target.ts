/** How many replicas one pool should have for one model. */
export interface ScaleWish {
  readonly pool: string;
  readonly model: string;
  /** Replicas of the pool that shall run for the model. */
  readonly desiredReplicas: number;
  /** Live workers of the pool that serve the model, at the decision; null when nobody said. */
  readonly live: number | null;
}

/** Something that starts and stops replicas. */
export interface ScaleTarget extends AsyncDisposable {
  /**
   * Brings the pool nearer to the wish, which is repeated every second or so, changed or not: what could not be done is
   * done at a later call, and a replica that ended is replaced. Does not wait until a replica works or has ended.
   */
  scale(wish: ScaleWish, options: { readonly signal: AbortSignal }): Promise<void>;
}
