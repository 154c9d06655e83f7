import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An alert as Alertmanager tells it. */
export interface ToldAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AlertWebhook extends AsyncDisposable {
  readonly url: string;
}

/** Listens on loopback, and hands over what Alertmanager tells: `page` or `ticket`, and the alerts. */
export async function listenForAlerts(
  onAlert: (receiver: string, alert: ToldAlert) => void,
  port = 0,
): Promise<AlertWebhook> {
  const server = createServer(async (request, response) => {
    try {
      const { alerts } = (await jsonOf(request)) as { readonly alerts: readonly ToldAlert[] };
      for (const alert of alerts) onAlert(String(request.url).slice(1), alert);
      response.writeHead(200).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
