import { derivedSpanIds, SpillwayError, type SpillwayOptions, systemRandomness, version } from '@spillway/core';
import type { FlagValues } from '../flags/flag.ts';
import type { Surroundings } from '../verbs/verb.ts';
import type { ReleaseStack } from './release-stack.ts';
import type { tracesFlags } from './traces-flags.ts';

export interface OpenTracesOptions extends Pick<Surroundings, 'env' | 'clock'> {
  readonly flags: FlagValues<typeof tracesFlags>;
  /** The verb that runs. */
  readonly process: string;
  readonly stack: ReleaseStack;
}

export interface OpenedTraces {
  /** For `createSpillway`; without a provider when nobody asked for traces. */
  readonly spillwayOptions: Pick<SpillwayOptions, 'tracerProvider' | 'tracedRequests'>;
}

/** At the end of a process, whose drain has had its time. */
const LAST_EXPORT_MS = 1_000;

/** Sends traces until the process ends, where a collector was named. Its packages are loaded then, and not before. */
export async function openTraces({ flags, process, env, clock, stack }: OpenTracesOptions): Promise<OpenedTraces> {
  const tracedRequests = flags['traced-requests'];
  const url = collectorOf(flags['traces-url'], env);
  if (url === undefined) return { spillwayOptions: { tracedRequests } };
  const { trace, exporter, resources } = await loadPackages();
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const named = resourceFromAttributes({
    'service.name': `spillway-${process}`,
    'service.version': version,
    'service.instance.id': systemRandomness.id(),
  });
  const provider = new trace.TracerProvider({
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say wins.
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    idGenerator: derivedSpanIds(new trace.RandomIdGenerator()),
    spanProcessors: [
      new trace.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter(url === 'environment' ? {} : { url }) }),
    ],
  });
  stack.add({
    async [Symbol.asyncDispose]() {
      const over = new AbortController();
      const late = clock.sleep(LAST_EXPORT_MS, over.signal);
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      over.abort();
    },
  });
  return { spillwayOptions: { tracerProvider: provider, tracedRequests } };
}

/** The address to send to; `environment` leaves it to what the exporter reads there itself. */
function collectorOf(given: string | undefined, env: Surroundings['env']): string | undefined {
  if (given !== undefined) return tracesPath(given);
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return undefined;
  return env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT ? 'environment' : undefined;
}

/** A collector's base address, to which the path is added, or a whole one. */
function tracesPath(given: string): string {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw new SpillwayError(`--traces-url needs an http or https URL, not "${given}".`, {
      code: 'invalid_argument',
      param: '--traces-url',
    });
  }
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}

async function loadPackages() {
  const [trace, exporter, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  return { trace, exporter, resources };
}
