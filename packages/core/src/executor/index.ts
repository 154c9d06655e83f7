export type { EngineHealth } from '../store/worker-registry.ts';
export type { Execution, Executor, Pressure, ServedModel } from './executor.ts';
export type {
  AnsweredVerdict,
  BusyVerdict,
  FailedVerdict,
  PreemptedVerdict,
  RefusedVerdict,
  TokenUsage,
  UnreachableVerdict,
  Verdict,
} from './verdict.ts';
