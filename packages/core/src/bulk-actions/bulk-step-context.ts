import type { Clock } from '../clock.ts';
import type { CoordinatorPace } from '../coordinator/coordinator-options.ts';
import type { Store } from '../store/index.ts';
import type { ActContext } from './act-context.ts';

/** What a step of a bulk action works with. */
export interface BulkStepContext extends ActContext {
  readonly actions: NonNullable<Store['bulkActions']>;
  readonly clock: Clock;
  readonly pace: Pick<CoordinatorPace, 'leaseMs' | 'againMs' | 'actionStepMs' | 'actionRecordMs'>;
}
