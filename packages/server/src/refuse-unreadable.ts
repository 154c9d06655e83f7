import type { Duplex } from 'node:stream';
import { systemRandomness } from '@spillway/core';
import { HttpRefusal } from './wire/error-body.ts';

const meanings: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The headers of the request did not come in time.'],
};
const unreadable = ['400 Bad Request', 'The request could not be read as HTTP.'] as const;

/** Answers what never became a request, in the same envelope as everything else. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = meanings[error.code ?? ''] ?? unreadable;
  const body = JSON.stringify(new HttpRefusal(400, { message }).body);
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nx-request-id: req_${systemRandomness.id()}\r\n\r\n${body}`,
  );
}
