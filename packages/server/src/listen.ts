import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Clock, SpillwayError, systemClock, systemRandomness } from '@spillway/core';
import type { Server } from './create-server.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';
import { HttpRefusal } from './wire/error-body.ts';

/** What `listen` takes. */
export interface ListenOptions {
  readonly server: Server;
  /** 0 for any free port. */
  readonly port: number;
  /** `127.0.0.1` by default. */
  readonly host?: string;
  /** How long clients may keep a connection waiting. */
  readonly timeouts?: {
    /** For the headers of a request, from their connection's first moment on. 60,000 by default. */
    readonly headersMs?: number;
    /** For a connection on which nothing moves in the midst of a request or an answer. 120,000 by default. */
    readonly standstillMs?: number;
  };
  readonly clock?: Clock;
}

/** A server that listens; disposing of it stops new requests, lets running ones finish for `graceMs` and cuts the rest. */
export interface Listening extends AsyncDisposable {
  /** `http://host:port`, without a path. */
  readonly url: string;
  /** Takes no more requests, lets running ones finish for `graceMs`, then cuts the rest. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const kept = {
  // Node's five minutes would cut a large upload over a slow line. A connection that stands still is cut below.
  requestTimeout: 0,
  // Longer than the minute that load balancers usually keep a connection, so that they never send into a closing one.
  keepAliveTimeout: 75_000,
  // With Node's 16 kB for the URL and all headers, a cursor of results that ended in the worst order would not fit.
  maxHeaderSize: 128 * 1024,
};

/**
 * Connections that the kernel keeps for a loop that is busy. With Node's 511 a thousand clients that came at once were
 * made to wait up to half a minute, and some were reset.
 */
const BACKLOG = 4_096;

/** Serves over HTTP on Node. Rejects with `unavailable` and a hint when the port cannot be had. */
export async function listen({
  server,
  port,
  host = '127.0.0.1',
  timeouts: { headersMs = 60_000, standstillMs = 120_000 } = {},
  clock = systemClock,
}: ListenOptions): Promise<Listening> {
  const checks = { headersTimeout: headersMs, connectionsCheckingInterval: headersMs / 2 };
  const http = createHttpServer({ ...kept, ...checks }, listenerOf(server));
  http.setTimeout(standstillMs);
  http.on('clientError', refuseUnreadable);
  // Else a connection that was busy when the server closed would be waited for until its client lets go.
  http.on('request', (_, outgoing) => outgoing.once('close', () => http.listening || http.closeIdleConnections()));
  const address = await open(http, host, port);
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const close: Listening['close'] = ({ graceMs = 5_000 } = {}) => closeWithin(http, graceMs, clock);
  return { url: `http://${name}:${address.port}`, close, [Symbol.asyncDispose]: () => close() };
}

function listenerOf(server: Server): ReturnType<typeof getRequestListener> {
  return getRequestListener((request) => server.fetch(request), {
    // Or it would replace Request and Response in the whole process.
    overrideGlobalObjects: false,
    errorHandler() {
      const refusal = new HttpRefusal(400, {
        message: 'The request URL or Host header is invalid.',
        code: 'invalid_url',
      });
      const response = refusal.toResponse();
      response.headers.set('x-request-id', `req_${systemRandomness.id()}`);
      return response;
    },
  });
}

function open(http: HttpServer, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)));
    http.listen({ port, host, backlog: BACKLOG }, () => resolve(http.address() as AddressInfo));
  });
}

async function closeWithin(http: HttpServer, graceMs: number, clock: Clock): Promise<void> {
  const over = new AbortController();
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  void clock.sleep(graceMs, over.signal).then(() => over.signal.aborted || http.closeAllConnections());
  await closed;
  over.abort();
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): SpillwayError {
  const taken = cause.code === 'EADDRINUSE';
  return new SpillwayError(`Cannot listen on ${host}:${port}: ${taken ? 'the port is taken' : cause.message}.`, {
    code: 'unavailable',
    retryable: false,
    hint: taken ? 'Choose another port, or end the process that holds it.' : 'Check host and port.',
    cause,
  });
}
