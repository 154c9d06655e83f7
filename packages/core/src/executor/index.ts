/**
 * The seam to engines: an executor runs one request and says what became of it as a verdict. What an engine or the network
 * does is never thrown. `@spillway/executor-vllm` is the one at hand.
 *
 * @module
 */
export type { EngineQueue } from '../store/engine-measures.ts';
export type { EngineHealth } from '../store/worker-registry.ts';
export { ConcurrencyLimit } from './concurrency-limit.ts';
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
