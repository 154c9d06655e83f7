/**
 * An HTTP engine that behaves like vLLM, for tests, trials and demonstrations: OpenAI's endpoints, `/health`, `/metrics`,
 * continuous batching with service times, and faults on demand. `@spillway/simulator/engine` is the same without the rest
 * of the package.
 *
 * ```ts
 * import { startEngine } from '@spillway/simulator';
 *
 * await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, faults: { status503: 0.05 } });
 * console.log(engine.url);
 * ```
 *
 * @module
 */
export type { Engine, EngineClock, EngineOptions, EngineStats, FaultKind, FaultSettings } from './engine/index.ts';
export { echoOf, faultKinds, parseFaults, startEngine } from './engine/index.ts';
