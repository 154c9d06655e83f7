import type { RequestPipeline } from './request-pipeline.ts';
import type { EngineStats } from './statistics.ts';

const none: ReadonlyMap<string, number> = new Map();

/** What the counters say now. */
export function statsOf({ batch, executions, loop, settings, statistics }: RequestPipeline): EngineStats {
  if (!settings.instant) loop.catchUp();
  return {
    received: statistics.received,
    answered: statistics.answered,
    aborted: statistics.aborted,
    byStatus: { ...statistics.byStatus },
    faults: { ...statistics.faults },
    running: batch.running,
    waiting: batch.waiting,
    maxRunning: batch.maxRunning,
    requests: executions?.requests ?? 0,
    repeated: executions?.repeated ?? 0,
    repeats: executions?.repeats ?? 0,
    executions: executions?.byKey ?? none,
  };
}
