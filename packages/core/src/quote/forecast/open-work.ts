import type { DueWork } from '../../policy/fleet/index.ts';
import type { QueuedWork } from './queued-work.ts';

/** Work that has come and is not done. */
export interface OpenWork {
  readonly work: QueuedWork;
  /** Hours left. */
  left: number;
  /** The price of the replica-hours that were spent on it. */
  cost: number;
}

/** How work ended. */
export interface WorkEnd {
  /** From the moment of the forecast; undefined when it was late and given up, or never done. */
  readonly finishedInMs: number | undefined;
  readonly cost: number;
}

/** Hours that are nothing: a millionth of a second. */
export const NOTHING = 1e-10;

export function openWork(work: QueuedWork): OpenWork {
  return { work, left: work.hours, cost: 0 };
}

/** As a policy sees it. What has overrun is due by the next tick, so that the policy does what it can. */
export function dueWorkOf({ work, left }: OpenWork, at: number, tickMs: number): DueWork {
  const { createdAt, deadlineAt, overruns, hours } = work;
  return {
    createdAt,
    deadlineAt: overruns && deadlineAt <= at ? at + tickMs : deadlineAt,
    totalHours: hours,
    leftHours: left,
    unsettledHours: 0,
  };
}
