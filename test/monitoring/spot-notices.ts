import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The metadata service of a spot machine, which is taken away when the test says so. */
export interface SpotNotices extends AsyncDisposable {
  readonly url: string;
  interrupt(): void;
}

export async function startSpotNotices(): Promise<SpotNotices> {
  let interrupted = false;
  const server = createServer(({ method, url }, response) => {
    if (method === 'PUT') return void response.end('a-token');
    const told = interrupted && url?.endsWith('spot/instance-action');
    response.statusCode = told ? 200 : 404;
    response.end(told ? JSON.stringify({ action: 'terminate', time: new Date().toISOString() }) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    interrupt() {
      interrupted = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
