import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the way to a server does to one call. */
export type Trouble =
  /** It never arrives. */
  | { readonly kind: 'lost' }
  /** It arrives, and the answer does not. */
  | { readonly kind: 'answer lost' }
  /** The answer breaks off after so many bytes of its body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Something on the way answers in place of the server. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

/** A call as it came by. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface TroubledPath extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly SeenCall[];
}

/** A way to a server on which things happen to calls. */
export async function startTroubledPath(
  target: string,
  troubleOf: (call: SeenCall, calls: readonly SeenCall[]) => Trouble | undefined,
  onEnd: (call: SeenCall) => void = () => {},
): Promise<TroubledPath> {
  const calls: SeenCall[] = [];
  const server = createServer((incoming, outgoing) => {
    const call = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers };
    const trouble = troubleOf(call, calls);
    calls.push(call);
    outgoing.on('close', () => onEnd(call));
    if (trouble?.kind === 'lost') incoming.socket.destroy();
    else if (trouble?.kind === 'answered') outgoing.writeHead(trouble.status, trouble.headers).end(trouble.body);
    else pass({ target, incoming, outgoing, trouble });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Passing {
  readonly target: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly trouble: Trouble | undefined;
}

function pass({ target, incoming, outgoing, trouble }: Passing): void {
  const { method, headers, url } = incoming;
  const onward = request(`${target}${url}`, { method: method ?? 'GET', headers }, (answer) => {
    if (trouble?.kind === 'answer lost') {
      answer.resume().on('end', () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
    if (trouble?.kind !== 'cut') {
      answer.pipe(outgoing);
      return;
    }
    let left = trouble.afterBytes;
    answer.on('data', (chunk: Buffer) => {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      outgoing.write(passed, () => left === 0 && incoming.socket.destroy());
    });
  });
  onward.on('error', () => incoming.socket.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
