import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const EMPTY = Buffer.alloc(0);

/** Listens, reads bodies whole, and can end its connections as brutally as a dying process does. */
export class HttpServer {
  readonly #handler: RequestHandler;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #stopped: Promise<void> = Promise.resolve();

  constructor(handler: RequestHandler) {
    this.#handler = handler;
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  /** Answers the port. */
  async listen(host: string, port: number): Promise<number> {
    await this.#stopped;
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) =>
      readBody(request, (body) => this.#handler(request, response, body)),
    );
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 4_096 }, () => resolve());
    });
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  /** Refuses new connections from now on. */
  stopListening(): void {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#stopped = new Promise((resolve) => server.close(() => resolve()));
  }

  /** Ends every connection, those in `reset` with a TCP reset. Resolves when nothing is left of the server. */
  async endConnections(reset: ReadonlySet<Socket> | 'all'): Promise<void> {
    for (const socket of this.#sockets) {
      if (reset === 'all' || reset.has(socket)) socket.resetAndDestroy();
      else socket.destroy();
    }
    await this.#stopped;
  }
}

/** One chunk is the rule, so nothing is copied then. */
function readBody(request: IncomingMessage, onBody: (body: Buffer) => void): void {
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  request.on('data', (chunk: Buffer) => {
    if (first === undefined) first = chunk;
    else if (chunks === undefined) chunks = [first, chunk];
    else chunks.push(chunk);
  });
  request.on('end', () => onBody(chunks === undefined ? (first ?? EMPTY) : Buffer.concat(chunks)));
}
