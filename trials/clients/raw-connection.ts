import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that speaks HTTP by hand. What breaks it is no trouble: that is what it is for. */
export async function openConnection(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

export const boundary = 'spillway-trial-boundary';

/** The head of an upload with this framing: a content-length or chunks. */
export function uploadHead(framing: string): string {
  return (
    'POST /v1/files HTTP/1.1\r\nhost: localhost\r\n' +
    `content-type: multipart/form-data; boundary=${boundary}\r\n${framing}\r\n\r\n`
  );
}

export const purposePart: string = `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n`;
export const filePart: string = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="cut.jsonl"\r\n\r\n`;
export const closing: string = `\r\n--${boundary}--\r\n`;
