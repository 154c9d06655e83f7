import type { Clock, Spillway } from '@spillway/core';

/** What every route works with. */
export interface AppContext {
  readonly spillway: Spillway;
  readonly clock: Clock;
  /** Told of failures that are ours. */
  readonly report: (error: unknown, requestId: string) => void;
}

/** What is fixed before the first middleware sees a request. */
export interface RequestBindings {
  readonly requestId: string;
}

/** What the middleware found out about a request. */
export interface RequestVariables {
  readonly tenant: string;
}

/** Hono's view of the same. */
export interface AppEnv {
  readonly Bindings: RequestBindings;
  readonly Variables: RequestVariables;
}
