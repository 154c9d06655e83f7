/**
 * The engine alone. It answers what a vLLM server answers, byte for byte in shape; texts and lengths are drawn from the
 * seed and the body, so that every run is the same.
 *
 * @module
 */
export type { EngineClock } from './clock.ts';
export { echoOf } from './completion-text.ts';
export type { Engine } from './engine.ts';
export { startEngine } from './engine.ts';
export type { FaultKind, FaultSettings } from './faults.ts';
export { faultKinds, parseFaults } from './faults.ts';
export type { BodyListener, EngineOptions } from './options.ts';
export type { EngineStats } from './statistics.ts';
