import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** What one kind of blob was asked for. */
export interface AskedBytes {
  gets: number;
  /** Bytes of the answers' bodies, as their heads announce them: asked for, whether read to the end or not. */
  bytes: number;
}

/** Stands between one process and the server, and counts what it asks of blobs by the first word of their keys. */
export class CountingProxy implements AsyncDisposable {
  readonly asked: Map<string, AskedBytes> = new Map();
  readonly #upstream: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;

  private constructor(upstream: string) {
    this.#upstream = new URL(upstream);
    this.#server = createServer((incoming, outgoing) => {
      // A client that goes away in the middle is its own affair.
      this.#pass(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async listen(upstream: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(upstream);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was asked of blobs whose keys begin with the word. */
  bytesOf(word: string): number {
    return this.asked.get(word)?.bytes ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { hostname, port } = this.#upstream;
    const { method = '', url: path = '', rawHeaders: headers } = incoming;
    const upstream = request({ hostname, port, method, path, headers, agent: this.#agent, setHost: false });
    const answered = once(upstream, 'response') as Promise<[IncomingMessage]>;
    await pipeline(incoming, upstream);
    const [answer] = await answered;
    if (method === 'GET') this.#count(path, Number(answer.headers['content-length'] ?? 0));
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    await pipeline(answer, outgoing);
  }

  #count(path: string, bytes: number): void {
    // /bucket/prefix/word/…
    const word = new URL(path, this.#upstream).pathname.split('/')[3] ?? '';
    const asked = this.asked.get(word) ?? { gets: 0, bytes: 0 };
    asked.gets += 1;
    asked.bytes += bytes;
    this.asked.set(word, asked);
  }
}
