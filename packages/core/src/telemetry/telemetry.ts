import { type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import { version } from '../version.ts';
import { BoundedNames } from './bounded-names.ts';
import { EngineNames } from './engine-names.ts';
import { createInstruments, type Instruments } from './instruments.ts';

/** Models that have series of their own; all others share one. */
const MODELS = 100;

/** What is measured in this process, and where to. Does nothing until a host registers a provider. */
export interface Telemetry {
  readonly meter: Meter;
  readonly instruments: Instruments;
  /** Models as labels. */
  readonly models: BoundedNames;
  /** Engines as labels. */
  readonly engines: EngineNames;
}

/** On the provider, or on the one that the host registered globally. */
export function createTelemetry(provider: MeterProvider = metrics.getMeterProvider()): Telemetry {
  const meter = provider.getMeter('spillway', version);
  meter.createGauge('spillway_build_info', { description: 'The version that runs; always 1.' }).record(1, { version });
  const names = { models: new BoundedNames(MODELS), engines: new EngineNames() };
  return { meter, instruments: createInstruments(meter), ...names };
}
