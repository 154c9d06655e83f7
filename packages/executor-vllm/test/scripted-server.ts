import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What to do with a request of a path; paths without one get a 404. */
export type Script = Readonly<Record<string, (response: ServerResponse, request: ReceivedRequest) => void>>;

export type Answer = Script[string];

export function models(...ids: readonly string[]): Answer {
  return json(200, { object: 'list', data: ids.map((id) => ({ id })) });
}

export function json(statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(statusCode, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** An HTTP server that answers by script, for what the simulated engine does not do. The script may be changed. */
export class ScriptedServer {
  readonly requests: ReceivedRequest[] = [];
  script: Script;
  readonly #server: Server;

  private constructor(script: Script) {
    this.script = script;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(script: Script): Promise<ScriptedServer> {
    const server = new ScriptedServer(script);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests that were no looks at health or models. */
  get posts(): readonly ReceivedRequest[] {
    return this.requests.filter(({ method }) => method === 'POST');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const received = { method: request.method ?? '', path, headers: request.headers, body: Buffer.concat(chunks) };
    this.requests.push(received);
    const answer = this.script[path] ?? json(404, { error: { message: 'Not Found' } });
    answer(response, received);
  }
}
