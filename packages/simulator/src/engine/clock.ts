import type { Clock } from '@spillway/core/clock';

/** The engine's only door to time. `Clock` of `@spillway/core/clock` fits, and so does its manual clock. */
export type EngineClock = Pick<Clock, 'monotonic' | 'sleep'>;
