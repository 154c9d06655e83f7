import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local server in the place of a metadata service. */
export interface ImitatedMetadata extends AsyncDisposable {
  readonly baseUrl: string;
  /** `PUT /latest/api/token` and so on, in the order in which they came. */
  readonly asked: readonly string[];
  /** Resolves when this many questions have come in all. */
  until(count: number): Promise<void>;
  /** Resolves when no question is open: answered, or given up by who asked. */
  untilIdle(): Promise<void>;
}

export async function imitateMetadata(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ImitatedMetadata> {
  const asked: string[] = [];
  const waiting = new Map<() => void, number>();
  const idlers = new Set<() => void>();
  let open = 0;
  const closed = (): void => {
    open--;
    if (open === 0) for (const resolve of idlers) resolve();
  };
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    open++;
    response.once('close', closed);
    answer(request, response);
    for (const [resolve, count] of waiting) if (asked.length >= count) resolve();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    until: (count) =>
      new Promise((resolve) => {
        waiting.set(resolve, count);
        if (asked.length >= count) resolve();
      }),
    untilIdle: () =>
      new Promise((resolve) => {
        idlers.add(resolve);
        if (open === 0) resolve();
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
