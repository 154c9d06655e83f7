import type { Socket } from 'node:net';
import { memoryOf } from '../memory/process-memory.ts';
import { type ProbeReport, startProbe } from './probe.ts';
import { filePart, openConnection, purposePart, uploadHead } from './raw-connection.ts';
import { type Descriptors, descriptorsOf, eventually, patienceMs, type ServerProcess } from './server-view.ts';

export interface HalfOpenOptions {
  /** Connections that send half of their headers. */
  readonly halfHeaders: number;
  /** Connections that send an upload's headers and half of its body. */
  readonly halfBodies: number;
  /** Connections that send nothing. */
  readonly silent: number;
  /** The longest that any of them may last. */
  readonly withinMs: number;
}

/** How the connections of one kind ended. */
export interface HalfOpenEnds {
  readonly kind: string;
  readonly count: number;
  /** Answered 408 before the end. */
  readonly answered408: number;
  readonly closed: number;
  readonly stillOpen: number;
  readonly lastedMs: readonly [least: number, most: number];
}

export interface HalfOpen {
  readonly ends: readonly HalfOpenEnds[];
  /** What others saw meanwhile. */
  readonly probe: ProbeReport;
  readonly resident: { readonly before: number; readonly peak: number; readonly after: number };
  readonly descriptors: { readonly before: Descriptors; readonly during: Descriptors; readonly after: Descriptors };
}

export interface HalfOpenTarget extends ServerProcess {
  readonly url: string;
}

/** Opens connections faster than the backlog of a listening socket holds, but not all at once. */
const openAtOnce = 250;

/** Opens requests that never end, and waits until the server has ended them all. */
export async function halfOpen(options: HalfOpenOptions, target: HalfOpenTarget): Promise<HalfOpen> {
  const before = descriptorsOf(target);
  const resident = { before: memoryOf(target.pid)?.resident ?? 0, peak: 0 };
  const look = (): void => {
    resident.peak = Math.max(resident.peak, memoryOf(target.pid)?.resident ?? 0);
  };
  const looking = setInterval(look, 500);
  const endProbe = startProbe(target.url);
  const kinds = [
    { kind: 'half of the headers', count: options.halfHeaders, sent: 'GET /v1/batches HTTP/1.1\r\nhost: local' },
    { kind: 'headers and half of the body', count: options.halfBodies, sent: halfUpload() },
    { kind: 'nothing', count: options.silent, sent: '' },
  ];
  const opened: { readonly kind: string; readonly connections: readonly HalfOpenConnection[] }[] = [];
  for (const { kind, count, sent } of kinds)
    opened.push({ kind, connections: await openMany(target.port, count, sent) });
  const all = opened.flatMap(({ connections }) => connections);
  // The kernel opens connections before the server gets to them.
  const isOpen = ({ clients }: Descriptors): boolean => clients >= before.clients + all.length;
  const during = await eventually(() => descriptorsOf(target), isOpen, patienceMs);
  await eventually(() => all.every(({ isOver }) => isOver), Boolean, options.withinMs);
  const report = await endProbe();
  clearInterval(looking);
  const ends = opened.map(({ kind, connections }) => endsOf(kind, connections));
  for (const { socket } of all) socket.destroy();
  const isOver = ({ clients, blobs }: Descriptors): boolean => clients + blobs <= before.clients + before.blobs;
  const after = await eventually(() => descriptorsOf(target), isOver, patienceMs);
  return {
    ends,
    probe: report,
    resident: { ...resident, after: memoryOf(target.pid)?.resident ?? 0 },
    descriptors: { before, during, after },
  };
}

function halfUpload(): string {
  return `${uploadHead('content-length: 1000000')}${purposePart}${filePart}${'x'.repeat(10_000)}`;
}

class HalfOpenConnection {
  readonly socket: Socket;
  answer = '';
  lastedMs = 0;
  isOver = false;
  readonly #openedMs = performance.now();

  constructor(socket: Socket, sent: string) {
    this.socket = socket;
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.answer += text;
    });
    socket.on('close', () => {
      this.isOver = true;
      this.lastedMs = performance.now() - this.#openedMs;
    });
    if (sent !== '') socket.write(sent);
  }
}

async function openMany(port: number, count: number, sent: string): Promise<HalfOpenConnection[]> {
  const connections: HalfOpenConnection[] = [];
  while (connections.length < count) {
    const wave = Math.min(openAtOnce, count - connections.length);
    const sockets = await Promise.all(Array.from({ length: wave }, () => openConnection(port)));
    for (const socket of sockets) connections.push(new HalfOpenConnection(socket, sent));
  }
  return connections;
}

function endsOf(kind: string, connections: readonly HalfOpenConnection[]): HalfOpenEnds {
  const over = connections.filter(({ isOver }) => isOver);
  const answered408 = over.filter(({ answer }) => answer.startsWith('HTTP/1.1 408 ')).length;
  const lasted = over.map(({ lastedMs }) => lastedMs);
  return {
    kind,
    count: connections.length,
    answered408,
    closed: over.length - answered408,
    stillOpen: connections.length - over.length,
    lastedMs: [Math.min(...lasted), Math.max(...lasted)],
  };
}
