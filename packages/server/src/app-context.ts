import type { Spillway } from '@spillway/core';

/** What every route works with. */
export interface AppContext {
  readonly spillway: Spillway;
}

/** What the middleware found out about a request. */
export interface RequestVariables {
  readonly tenant: string;
}

/** Hono's view of the same. */
export interface AppEnv {
  readonly Variables: RequestVariables;
}
