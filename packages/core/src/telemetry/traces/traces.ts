import { type HrTime, ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { version } from '../../version.ts';

/** What is traced in this process, and where to. Does nothing until a host registers a provider. */
export interface Traces {
  readonly tracer: Tracer;
  /** Whether anybody listens. Asked each time: a host may register its provider late. */
  readonly on: boolean;
  /** The share of requests whose executions are traced whatever becomes of them. */
  readonly share: number;
}

export interface TracesOptions {
  /** The one that the host registered globally by default. */
  readonly provider?: TracerProvider | undefined;
  readonly share?: number | undefined;
}

const name = 'spillway';

export function createTraces({ provider = trace.getTracerProvider(), share = 0.01 }: TracesOptions = {}): Traces {
  const isOn = (): boolean =>
    !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(name, version) !== undefined;
  return {
    tracer: provider.getTracer(name, version),
    share,
    get on() {
      return isOn();
    },
  };
}

/** An instant as spans take it: a bare number may be read as time since the start of the process. */
export function instantOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
