import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that speaks HTTP by hand. */
export async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Everything that the other side sends until it closes. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** Sends a request and answers everything that comes back until the connection closes. */
export async function exchange(port: number, request: string): Promise<string> {
  const socket = await connectTo(port);
  socket.write(request);
  return readToEnd(socket);
}

const boundary = 'edge';

/** The beginning of a multipart upload, up to the first byte of the file. */
export function uploadHead(apiKey: string, framing: string): string {
  return (
    `POST /v1/files HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiKey}\r\n` +
    `content-type: multipart/form-data; boundary=${boundary}\r\n${framing}\r\n\r\n`
  );
}

export const filePart: string =
  `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n` +
  `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n`;
