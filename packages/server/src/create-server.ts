import { type Meter, metrics as openTelemetry } from '@opentelemetry/api';
import { type Clock, type Randomness, type Spillway, systemClock, systemRandomness, version } from '@spillway/core';
import { Hono, type MiddlewareHandler } from 'hono';
import { createAuthenticate } from './access/authenticate.ts';
import { createCallLimit } from './access/call-limit.ts';
import { noRoute, routeTemplate } from './api/route-template.ts';
import { ApiRouter, type AppEnv } from './api/router.ts';
import type { AppContext } from './app-context.ts';
import { withCamelCase } from './compatibility/with-camel-case.ts';
import { checkedLinks, type SystemLinks } from './links.ts';
import { createLiveViews } from './live/live-views.ts';
import { createHttpCounts } from './metrics/http-counts.ts';
import type { PrometheusMetrics } from './metrics/prometheus-metrics.ts';
import { addPortal, type PortalOptions } from './portal/add-portal.ts';
import { addBatchRoutes } from './routes/batches.ts';
import { addBulkActionRoutes } from './routes/bulk-actions.ts';
import { addCallerRoute } from './routes/caller.ts';
import { addCloneRoute } from './routes/clone.ts';
import { addContentUrlRoute } from './routes/content-url.ts';
import { addDeadLetterRoutes } from './routes/dead-letters.ts';
import { addDescriptionRoute } from './routes/description.ts';
import { addEventRoutes } from './routes/events.ts';
import { addFileRoutes } from './routes/files.ts';
import { addFleetRoutes } from './routes/fleet.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addHistoryRoute } from './routes/history.ts';
import { addKeyRoutes } from './routes/keys.ts';
import { addMetricsRoute } from './routes/metrics.ts';
import { addOutlookRoutes } from './routes/outlook.ts';
import { addProgressRoute } from './routes/progress.ts';
import { addQuoteRoute } from './routes/quote.ts';
import { addRequestRoutes } from './routes/requests.ts';
import { addResultRoute } from './routes/results.ts';
import { addSystemRoute } from './routes/system.ts';
import { addTenantRoutes } from './routes/tenants.ts';
import { addUploadRoutes } from './routes/uploads.ts';
import { addWatchBatchesRoute } from './routes/watch-batches.ts';
import { createStreamLimit, defaultStreamsPerKey } from './stream/stream-limit.ts';
import { HttpRefusal } from './wire/error-body.ts';
import { refusalOf } from './wire/refusal-of.ts';

/** What `createServer` takes. */
export interface ServerOptions {
  readonly spillway: Spillway;
  /**
   * The operator's key, accepted as a bearer token beside the keys that operators make with `POST /v1/keys`. Without it
   * nobody is asked for a key, and everybody is an operator.
   */
  readonly apiKey?: string;
  /** Calls that each key may make in a minute of this process, unless its tenant has a limit of its own; no limit by default. */
  readonly callsPerMinute?: number;
  /**
   * Streams of events that each key may hold open in this process, 256 by default; more are refused with a 429. Without
   * `apiKey` there is no bound.
   */
  readonly streamsPerKey?: number;
  /**
   * Also takes the short calls of the first prototype (uploads without a purpose, creates with `inputFileId` and
   * `userId`), and adds to every field of an answer its name in camelCase.
   */
  readonly compatibility?: boolean;
  /** Serves the web portal: at `/portal/`, or below the path that is named. Not by default. */
  readonly portal?: boolean | PortalOptions;
  /** Where operators look further, shown by the portal and by `GET /v1/system`: of http or https, without a password. */
  readonly links?: SystemLinks;
  /** What `GET /metrics` shows to operators; nothing by default. Give its provider to `createSpillway`. */
  readonly metrics?: PrometheusMetrics;
  /** Aborts when the host is about to stop: streams of events end, and their readers go on elsewhere. */
  readonly stopping?: AbortSignal;
  /** Told of errors that were answered with a 5xx, and of downloads that broke off for lack of their bytes. */
  readonly onError?: (error: unknown, requestId: string) => void;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
}

/** The API as one function from a request to its answer, to be mounted in any host. */
export interface Server {
  /** Never rejects: whatever goes wrong has an answer. */
  fetch(request: Request): Promise<Response>;
}

/**
 * OpenAI's files and batches API on a Spillway.
 *
 * @example
 * ```ts
 * import { createSpillway } from '@spillway/core';
 * import { createFilesystemBlobs } from '@spillway/core/filesystem';
 * import { createMemoryStore } from '@spillway/core/memory';
 * import { createServer } from '@spillway/server';
 *
 * const spillway = await createSpillway({
 *   store: createMemoryStore(),
 *   blobs: await createFilesystemBlobs({ root: './data' }),
 * });
 * const server = createServer({ spillway, apiKey: 'a-long-secret' });
 * const answer = await server.fetch(new Request('http://localhost/livez'));
 * ```
 */
export function createServer({
  clock = systemClock,
  randomness = systemRandomness,
  ...options
}: ServerOptions): Server {
  const report = options.onError ?? (() => {});
  const meter = (options.metrics?.provider ?? openTelemetry.getMeterProvider()).getMeter('spillway', version);
  const count = createHttpCounts(meter);
  const app = createApp({ ...options, clock, report, meter });
  const refuse = (error: unknown, request: Request, requestId: string): Response => {
    const refusal = refusalOf(error, request.signal);
    if (refusal.status >= 500) report(error, requestId);
    return refusal.toResponse();
  };
  app.onError((error, { req, env }) => refuse(error, req.raw, env.requestId));
  return {
    async fetch(request) {
      const requestId = `req_${randomness.id()}`;
      // What is thrown and no Error, such as the reason of an abort, goes past Hono's own handler.
      const taken = { route: noRoute };
      const sentMs = clock.monotonic();
      const answer = async (): Promise<Response> => app.fetch(request, { requestId, taken });
      const response = await answer().catch((error) => refuse(error, request, requestId));
      response.headers.set('x-request-id', requestId);
      count({ ...taken, method: request.method, status: response.status, durationMs: clock.monotonic() - sentMs });
      return response;
    },
  };
}

interface AppOptions extends Omit<ServerOptions, 'clock' | 'randomness' | 'onError'> {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly report: AppContext['report'];
}

function createApp({ spillway, clock, meter, report, ...options }: AppOptions): Hono<AppEnv> {
  const { apiKey, callsPerMinute = Infinity, compatibility = false, stopping = never } = options;
  const takePlace = createStreamLimit(options.streamsPerKey ?? defaultStreamsPerKey);
  const app = new Hono<AppEnv>();
  const authenticate = createAuthenticate({ apiKey, keys: spillway.keys });
  const countCall = createCallLimit({ callsPerMinute, tenants: spillway.tenants, clock });
  const admit: MiddlewareHandler<AppEnv> = async (context, next) => {
    const caller = await authenticate(context.req.raw);
    const headers = await countCall(caller);
    context.set('caller', caller);
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
  app.use((context, next) => {
    context.env.taken.route = routeTemplate(context);
    return next();
  });
  app.use('/v1/*', admit);
  app.use('/metrics', admit);
  const present = compatibility ? withCamelCase : (answer: object): object => answer;
  const router = new ApiRouter({ app, present });
  const live = createLiveViews({ spillway, clock, present, meter });
  const { metrics, links = {} } = options;
  addRoutes({
    ...{ spillway, clock, report, router, present, compatibility, stopping, authenticate, takePlace, live, metrics },
    links: checkedLinks(links),
  });
  router.refuseOtherMethods();
  if (options.portal) addPortal(app, options.portal === true ? {} : options.portal);
  app.notFound(({ req }) => {
    throw new HttpRefusal(404, { message: `Unknown request URL: ${req.method} ${req.path}.`, code: 'unknown_url' });
  });
  return app;
}

const never = new AbortController().signal;

function addRoutes(context: AppContext): void {
  addHealthRoutes(context);
  addFileRoutes(context);
  addContentUrlRoute(context);
  addUploadRoutes(context);
  addWatchBatchesRoute(context);
  addBatchRoutes(context);
  addResultRoute(context);
  addProgressRoute(context);
  addEventRoutes(context);
  addRequestRoutes(context);
  addDeadLetterRoutes(context);
  addBulkActionRoutes(context);
  addCloneRoute(context);
  addQuoteRoute(context);
  addOutlookRoutes(context);
  addKeyRoutes(context);
  addTenantRoutes(context);
  addHistoryRoute(context);
  addCallerRoute(context);
  addFleetRoutes(context);
  addSystemRoute(context);
  addMetricsRoute(context);
  addDescriptionRoute(context);
}
