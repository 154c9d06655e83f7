import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request. */
export type Fault =
  /** Its connection breaks before the server hears of it. */
  | { readonly kind: 'reset' }
  /** The server hears half of its body and then the connection breaks. */
  | { readonly kind: 'half-sent' }
  /** The server does it, and the connection breaks before the client hears so. */
  | { readonly kind: 'lost' }
  /** The server's answer breaks off after so many bytes of its body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The server's answer falls silent after so many bytes of its body. */
  | { readonly kind: 'silent'; readonly afterBytes: number }
  /** Nobody ever answers. */
  | { readonly kind: 'hang' }
  /** It waits until it is released. */
  | { readonly kind: 'held' }
  /** A bit of its body changes on the way. */
  | { readonly kind: 'garbled' }
  /** It is answered here. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string };

/** A request as the proxy sees it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly range: string | undefined;
  /** Whether it has the server copy an object. */
  readonly copies: boolean;
}

/** Says what becomes of a request; nothing happens to it when it says nothing. */
export type FaultPlan = (seen: SeenRequest) => Fault | undefined;

/** Stands between a client and a real server, and does to requests what its plan says. */
export class FaultProxy implements AsyncDisposable {
  plan: FaultPlan = () => undefined;
  /** All requests since the last look, in order. */
  seen: SeenRequest[] = [];
  /** Bytes of the bodies of answers that were passed on, by the method of their requests. */
  readonly answeredBytes: Record<string, number> = {};
  readonly #upstream: URL;
  readonly #agent = new Agent({ keepAlive: true });
  #server: Server | undefined;
  #port = 0;
  #struck = Promise.withResolvers<void>();
  #released = Promise.withResolvers<void>();

  constructor(upstream: string) {
    this.#upstream = new URL(upstream);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when the next fault that leaves somebody waiting has struck. */
  async struck(): Promise<void> {
    await this.#struck.promise;
    this.#struck = Promise.withResolvers();
  }

  /** What is held goes on. */
  release(): void {
    this.#released.resolve();
    this.#released = Promise.withResolvers();
  }

  /** Listens, on the port that it had before. */
  async listen(): Promise<this> {
    const listener: RequestListener = (incoming, outgoing) =>
      void this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    this.#server = createServer(listener).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Nobody listens any more, and all connections break. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const seen = { method, url, range: headers.range, copies: 'x-amz-copy-source' in headers };
    this.seen.push(seen);
    const fault = this.plan(seen);
    if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();
    if (fault?.kind === 'hang') return this.#struck.resolve();
    if (fault?.kind === 'held') {
      this.#struck.resolve();
      await this.#released.promise;
    }
    if (fault?.kind === 'answer') return refuse(incoming, outgoing, fault);
    const { answered } = await this.#forward(incoming, fault);
    if (fault?.kind === 'half-sent') return void incoming.socket.resetAndDestroy();
    const answer = await answered;
    if (fault?.kind === 'lost') {
      for await (const _ of answer);
      return void incoming.socket.resetAndDestroy();
    }
    await this.#answer(answer, outgoing, { method, fault });
  }

  /** Resolves when the request is sent; its answer is another promise, in a record so that nobody waits for it here. */
  async #forward(
    incoming: IncomingMessage,
    fault: Fault | undefined,
  ): Promise<{ readonly answered: Promise<IncomingMessage> }> {
    const { hostname, port } = this.#upstream;
    const { method, url: path, rawHeaders: headers } = incoming;
    const upstream = request({ hostname, port, method, path, headers, agent: this.#agent, setHost: false });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upstream.on('response', resolve).on('error', reject);
    });
    answered.catch(() => {});
    let bytes = 0;
    const half = Number(incoming.headers['content-length'] ?? 0) / 2;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      if (fault?.kind === 'half-sent' && bytes + chunk.byteLength > half) break;
      if (fault?.kind === 'garbled' && bytes === 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
      bytes += chunk.byteLength;
      if (!upstream.write(chunk)) await once(upstream, 'drain');
    }
    if (fault?.kind === 'half-sent') upstream.destroy();
    else upstream.end();
    return { answered };
  }

  async #answer(
    answer: IncomingMessage,
    outgoing: ServerResponse,
    { method, fault }: { readonly method: string; readonly fault: Fault | undefined },
  ): Promise<void> {
    outgoing.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
    outgoing.on('close', () => answer.destroy());
    const most = fault?.kind === 'cut' || fault?.kind === 'silent' ? fault.afterBytes : Number.POSITIVE_INFINITY;
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      const passed = chunk.subarray(0, most - bytes);
      bytes += passed.byteLength;
      this.answeredBytes[method] = (this.answeredBytes[method] ?? 0) + passed.byteLength;
      if (!outgoing.write(passed)) await once(outgoing, 'drain');
      if (bytes < most) continue;
      if (fault?.kind === 'silent') return this.#struck.resolve();
      // What was written must arrive, or the cut would be before it.
      outgoing.socket?.end();
      return;
    }
    outgoing.end();
  }
}

async function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code }: Extract<Fault, { kind: 'answer' }>,
): Promise<void> {
  for await (const _ of incoming);
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Planned.</Message></Error>`);
}

/** The fault for the first so many requests that match, and none for the others. */
export function firstOf(count: number, matches: (seen: SeenRequest) => boolean, fault: Fault): FaultPlan {
  let left = count;
  return (seen) => {
    if (left === 0 || !matches(seen)) return undefined;
    left -= 1;
    return fault;
  };
}
