import type { CoordinatorOptions, CoordinatorPace } from './coordinator-options.ts';

/** What every step of a batch's life works with. */
export interface StepContext extends Omit<CoordinatorOptions, 'pace'> {
  readonly pace: CoordinatorPace;
  /** Aborts when the step's lease could not be kept or the coordinator stops: what is done then is repeated later. */
  readonly signal: AbortSignal;
}
