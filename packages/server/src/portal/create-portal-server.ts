import { SpillwayError, systemRandomness } from '@spillway/core';
import { Hono } from 'hono';
import type { AppEnv } from '../api/router.ts';
import type { Server } from '../create-server.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { refusalOf } from '../wire/refusal-of.ts';
import { addPortal, type PortalOptions } from './add-portal.ts';
import { forward, isForwarded } from './forward.ts';

/** What `createPortalServer` takes. */
export interface PortalServerOptions extends PortalOptions {
  /** The server that the portal shows, such as `https://spillway.example`; it may be below a path. */
  readonly url: string;
}

/**
 * The portal of a server that is elsewhere. It hands on what the portal asks of that one server, with the key that its
 * reader has, and nothing else; it keeps nothing. Throws `invalid_argument` for what is no address.
 *
 * @example
 * ```ts
 * import { createPortalServer, listen } from '@spillway/server';
 *
 * const server = createPortalServer({ url: 'https://spillway.example' });
 * await using listening = await listen({ server, port: 8788 });
 * ```
 */
export function createPortalServer({ url, ...portal }: PortalServerOptions): Server {
  const base = baseOf(url);
  const app = new Hono<AppEnv>();
  app.use(async ({ req }, next) => {
    return isForwarded(new URL(req.url).pathname) ? forward(req.raw, base) : next();
  });
  addPortal(app, portal);
  app.notFound(({ req }) => {
    throw new HttpRefusal(404, { message: `Nothing is at ${req.path}.`, code: 'unknown_url' });
  });
  app.onError((error, { req }) => refusalOf(error, req.raw.signal).toResponse());
  return {
    async fetch(request) {
      const requestId = `req_${systemRandomness.id()}`;
      const answer = async (): Promise<Response> => app.fetch(request, { requestId });
      return answer().catch((error) => refusalOf(error, request.signal).toResponse());
    },
  };
}

/** Paths are put behind it, and whoever asks while the server is away is told of it: it may hold no password. */
function baseOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw refused(`"${text}" is no URL of a server.`);
  if (url.username !== '' || url.password !== '') throw refused('The URL of the server holds a user or a password.');
  if (/[?#]/.test(text)) throw refused('The URL of the server holds more than a path.');
  return url.href.replace(/\/+$/, '');
}

function refused(message: string): SpillwayError {
  const hint = 'Write it like https://spillway.example or http://127.0.0.1:8787.';
  return new SpillwayError(message, { code: 'invalid_argument', param: 'url', hint });
}
