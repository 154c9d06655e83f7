import { hoursOf } from '../../coordinator/work-hours.ts';
import type { Lane, ModelThroughput } from '../../store/index.ts';

/** Work of one batch for one model, in hours of one replica. */
export interface QueuedWork {
  readonly id: string;
  readonly tenant: string;
  readonly priority: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly deadlineAt: number;
  readonly hours: number;
  /** Tenants that it stands for, where work of several was put together; 1 by default. */
  readonly tenants?: number;
  /** When it comes, from the moment of the forecast; it is there already by default. */
  readonly arrivesInMs?: number;
  /** Whether it goes on past its deadline, so that the forecast says when it would have ended. */
  readonly overruns?: boolean;
}

/** What waits in the lanes of one model. */
export function queuedWorkOf(lanes: readonly Lane[], rate: ModelThroughput): QueuedWork[] {
  return lanes.map(({ batchId: id, tenant, priority, createdAt, deadlineAt, open: requests, tokens }) => {
    return { id, tenant, priority, createdAt, deadlineAt, hours: hoursOf({ requests, tokens }, rate) };
  });
}
