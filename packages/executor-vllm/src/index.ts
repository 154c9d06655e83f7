export type { BreakerSettings } from './breaker-options.ts';
export { createVllmExecutor } from './executor.ts';
export { defaultPaths, type EngineOptions, type VllmExecutorOptions } from './options.ts';
