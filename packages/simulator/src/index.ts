export type { Engine, EngineClock, EngineOptions, EngineStats, FaultKind, FaultSettings } from './engine/index.ts';
export { echoOf, faultKinds, parseFaults, startEngine } from './engine/index.ts';
