import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { SpillwayError } from '@spillway/core';
import type { Server } from './create-server.ts';

export interface ListenOptions {
  readonly server: Server;
  /** 0 for any free port. */
  readonly port: number;
  /** `127.0.0.1` by default. */
  readonly host?: string;
}

/** A server that listens; disposing of it stops new requests, lets running ones finish for `graceMs` and cuts the rest. */
export interface Listening extends AsyncDisposable {
  readonly url: string;
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** Serves over HTTP on Node. Rejects with `unavailable` and a hint when the port cannot be had. */
export async function listen({ server, port, host = '127.0.0.1' }: ListenOptions): Promise<Listening> {
  const http = serve({ fetch: (request) => server.fetch(request), port, hostname: host });
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    http.once('listening', () => resolve(http.address() as AddressInfo));
    http.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)));
  });
  const close: Listening['close'] = async ({ graceMs = 5_000 } = {}) => {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    const idle = 'closeIdleConnections' in http ? http : undefined;
    idle?.closeIdleConnections();
    const cut = setTimeout(() => idle?.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cut);
  };
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close, [Symbol.asyncDispose]: () => close() };
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
