import { type Randomness, type Spillway, systemRandomness } from '@spillway/core';
import { Hono } from 'hono';
import type { AppEnv } from './app-context.ts';
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
  /** Told of errors that were answered with a 5xx. */
  readonly onError?: (error: unknown, requestId: string) => void;
  readonly randomness?: Randomness;
}

/** The API as one function from a request to its answer, to be mounted in any host. */
export interface Server {
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
  onError = () => {},
  randomness = systemRandomness,
}: ServerOptions): Server {
  const app = new Hono<AppEnv>();
  app.use(async (context, next) => {
    context.header('x-request-id', `req_${randomness.id()}`);
    await next();
  });
  app.use('/v1/*', authenticate(apiKey));
  addHealthRoutes(app, { spillway });
  addFileRoutes(app, { spillway });
  addBatchRoutes(app, { spillway });
  app.notFound((context) => {
    const { method, path } = context.req;
    throw new HttpRefusal(404, { message: `Unknown request URL: ${method} ${path}.`, code: 'unknown_url' });
  });
  app.onError((error, context) => {
    const refusal = refusalOf(error);
    const requestId = context.res.headers.get('x-request-id') ?? '';
    if (refusal.status >= 500) onError(error, requestId);
    const headers = { 'x-request-id': requestId, 'content-type': 'application/json', ...refusal.headers };
    return new Response(JSON.stringify(refusal.body), { status: refusal.status, headers });
  });
  return { fetch: async (request) => app.fetch(request) };
}
