import { createServer } from 'node:net';

/** A port of 127.0.0.1 that nobody listens on at this moment: `preferred` when it is one, else any. */
export async function freePort(preferred?: number): Promise<number> {
  const port = preferred === undefined ? undefined : await portAfterListening(preferred).catch(() => undefined);
  return port ?? portAfterListening(0);
}

function portAfterListening(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
