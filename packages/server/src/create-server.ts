import { type Clock, type Randomness, type Spillway, systemClock, systemRandomness } from '@spillway/core';
import { Hono } from 'hono';
import type { AppContext, AppEnv } from './app-context.ts';
import { authenticate } from './authenticate.ts';
import { addBatchRoutes } from './routes/batches.ts';
import { addFileRoutes } from './routes/files.ts';
import { addHealthRoutes } from './routes/health.ts';
import { HttpRefusal } from './wire/error-body.ts';
import { refusalOf } from './wire/refusal-of.ts';

export interface ServerOptions {
  readonly spillway: Spillway;
  /** The one key that is accepted as a bearer token; without it everybody is let in. */
  readonly apiKey?: string;
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
  spillway,
  apiKey,
  onError: report = () => {},
  clock = systemClock,
  randomness = systemRandomness,
}: ServerOptions): Server {
  const app = createApp({ spillway, clock, report }, apiKey);
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
      const answer = async (): Promise<Response> => app.fetch(request, { requestId });
      const response = await answer().catch((error) => refuse(error, request, requestId));
      response.headers.set('x-request-id', requestId);
      return response;
    },
  };
}

function createApp(context: AppContext, apiKey: string | undefined): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use('/v1/*', authenticate(apiKey));
  addHealthRoutes(app, context);
  addFileRoutes(app, context);
  addBatchRoutes(app, context);
  app.notFound(({ req }) => {
    throw new HttpRefusal(404, { message: `Unknown request URL: ${req.method} ${req.path}.`, code: 'unknown_url' });
  });
  return app;
}
