/**
 * Runs requests on vLLM, or on any engine with OpenAI's JSON endpoints, over pooled connections.
 *
 * ```ts
 * import { createVllmExecutor } from '@spillway/executor-vllm';
 *
 * await using executor = createVllmExecutor({ engines: ['http://10.0.0.1:8000', 'http://10.0.0.2:8000'] });
 * await executor.ready({ signal: AbortSignal.timeout(60_000) });
 * ```
 *
 * @module
 */
export type { BreakerSettings } from './breaker-options.ts';
export { createVllmExecutor } from './executor.ts';
export { defaultPaths, type EngineOptions, type VllmExecutorOptions } from './options.ts';
