import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../memory/process-memory.ts';
import type { DevServer } from '../wire/dev-server.ts';
import { streamUpload } from '../wire/stream-upload.ts';
import type { DatabaseView } from './database-view.ts';
import { openConnection } from './raw-connection.ts';
import { type Descriptors, descriptorsOf, eventually, patienceMs } from './server-view.ts';

export interface SlowDownloadOptions {
  readonly fileBytes: number;
  readonly clients: number;
  readonly bytesPerSecond: number;
  readonly seconds: number;
}

export interface SlowDownloads extends SlowDownloadOptions {
  /** Bytes that the slowest and the fastest client got. */
  readonly received: readonly [least: number, most: number];
  readonly residentFirst: number;
  /** Behind as many clients that read fast and went away: the heap does not give back what it needed for them. */
  readonly residentBefore: number;
  /** The most that was seen, garbage included. */
  readonly residentPeak: number;
  /** While they still read, with the garbage collected. */
  readonly residentHeld: number;
  readonly heldEach: number;
  readonly sessions: number;
  /** The longest transaction that was seen while the clients read. */
  readonly oldestTransactionMs: number;
  /** The longest that stayed while they still read: on a machine that stands still for a moment others are long, too. */
  readonly heldTransactionMs: number;
  readonly descriptors: { readonly before: Descriptors; readonly during: Descriptors; readonly after: Descriptors };
}

const ticksPerSecond = 10;
/** No transaction of the server takes so long unless something waits in it. */
export const longTransactionMs = 1_000;

/** Has clients read a large file slowly, watches the server meanwhile, and cuts them off. */
export async function slowDownloads(
  options: SlowDownloadOptions,
  server: DevServer,
  database: DatabaseView,
): Promise<SlowDownloads> {
  const fileId = await uploadZeros(server, options.fileBytes);
  const residentFirst = memoryOf(server.pid)?.resident ?? 0;
  await readBeginnings(server, fileId, options.clients);
  const residentBefore = await settledMemory(server, fileId);
  const before = descriptorsOf(server);
  const clients = await Promise.all(Array.from({ length: options.clients }, () => SlowClient.open(server, fileId)));
  const watched = await watch(options, { clients, server, database });
  const during = descriptorsOf(server);
  const held = await eventually(
    () => database.sessions(),
    ({ oldestTransactionMs }) => oldestTransactionMs <= longTransactionMs,
    patienceMs,
  );
  await eventually(() => clients.every((client) => client.begin(options.bytesPerSecond)), Boolean, patienceMs);
  const received = clients.map((client) => client.received);
  const residentHeld = await settledMemory(server, fileId);
  for (const client of clients) client.socket.destroy();
  const isOver = ({ clients: open, blobs }: Descriptors): boolean => open + blobs <= before.clients + before.blobs;
  const after = await eventually(() => descriptorsOf(server), isOver, patienceMs);
  return {
    ...options,
    ...watched,
    received: [Math.min(...received), Math.max(...received)],
    residentFirst,
    residentBefore,
    residentHeld,
    heldTransactionMs: held.oldestTransactionMs,
    heldEach: Math.max(0, residentHeld - residentBefore) / options.clients,
    descriptors: { before, during, after },
  };
}

/** As many clients at once that read the first two megabytes as fast as they can. */
async function readBeginnings(server: DevServer, fileId: string, clients: number): Promise<void> {
  const read = async (): Promise<void> => {
    const headers = { connection: 'close', range: 'bytes=0-1999999' };
    await (await fetch(`${server.url}/v1/files/${fileId}/content`, { headers })).arrayBuffer();
  };
  await Promise.all(Array.from({ length: clients }, read));
}

/** Resident memory behind downloads at full speed, whose garbage has V8 collect that of everybody before. */
async function settledMemory(server: DevServer, fileId: string): Promise<number> {
  for (let round = 0; round < 3; round++) await readWhole(server, fileId);
  return memoryOf(server.pid)?.resident ?? 0;
}

interface Watched {
  readonly clients: readonly SlowClient[];
  readonly server: DevServer;
  readonly database: DatabaseView;
}

async function watch(
  { seconds, bytesPerSecond }: SlowDownloadOptions,
  { clients, server, database }: Watched,
): Promise<Pick<SlowDownloads, 'residentPeak' | 'sessions' | 'oldestTransactionMs'>> {
  let residentPeak = 0;
  let sessions = 0;
  let oldestTransactionMs = 0;
  for (let tick = 0; tick < seconds * ticksPerSecond; tick++) {
    for (const client of clients) client.take(bytesPerSecond / ticksPerSecond);
    if (tick % ticksPerSecond === 5) {
      const look = await database.sessions();
      sessions = Math.max(sessions, look.sessions);
      oldestTransactionMs = Math.max(oldestTransactionMs, look.oldestTransactionMs);
    }
    residentPeak = Math.max(residentPeak, memoryOf(server.pid)?.resident ?? 0);
    await sleep(1_000 / ticksPerSecond);
  }
  return { residentPeak, sessions, oldestTransactionMs };
}

/** A client that reads only what it is told to: the rest waits in the kernel and then in the server. */
class SlowClient {
  readonly socket: Socket;
  received = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static async open(server: DevServer, fileId: string): Promise<SlowClient> {
    const socket = await openConnection(server.port);
    // With this listener the stream stays paused: only `read` takes bytes out of it.
    socket.on('readable', () => {});
    socket.write(`GET /v1/files/${fileId}/content HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    return new SlowClient(socket);
  }

  /** Takes its first bytes where it has none yet, and answers whether it has some. */
  begin(bytes: number): boolean {
    if (this.received === 0) this.take(bytes);
    return this.received > 0;
  }

  take(bytes: number): void {
    const chunk: Buffer | null = this.socket.read(Math.min(bytes, this.socket.readableLength));
    this.received += chunk?.length ?? 0;
  }
}

async function uploadZeros(server: DevServer, bytes: number): Promise<string> {
  const block = Buffer.alloc(1024 ** 2);
  const content = function* (): Generator<Uint8Array> {
    for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left);
  };
  return streamUpload({ url: server.url, filename: 'large.bin', purpose: 'user_data', content: content() });
}

async function readWhole(server: DevServer, fileId: string): Promise<void> {
  const answer = await fetch(`${server.url}/v1/files/${fileId}/content`, { headers: { connection: 'close' } });
  for await (const _ of answer.body ?? []);
}
