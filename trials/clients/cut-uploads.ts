import { setTimeout as sleep } from 'node:timers/promises';
import type { DevServer } from '../wire/dev-server.ts';
import type { DatabaseView } from './database-view.ts';
import { boundary, closing, filePart, openConnection, purposePart, uploadHead } from './raw-connection.ts';
import { blobFiles, descriptorsOf, eventually, patienceMs } from './server-view.ts';

/** Where an upload is cut, and what it sent before. */
interface Cut {
  readonly place: string;
  readonly sent: () => readonly (string | Uint8Array)[];
}

export interface CutUpload {
  readonly place: string;
  readonly way: 'end' | 'reset';
  readonly sentBytes: number;
  /** What was left behind; nothing is right. */
  readonly records: number;
  readonly files: number;
  readonly descriptors: number;
}

const megabyte = Buffer.alloc(1024 ** 2, 'x');
const withLength = 'content-length: 10000000';
const inChunks = 'transfer-encoding: chunked';

const cuts: readonly Cut[] = [
  { place: 'in the request line', sent: () => ['POST /v1/fi'] },
  { place: 'in the headers', sent: () => [uploadHead(withLength).slice(0, -30)] },
  { place: 'behind the headers', sent: () => [uploadHead(withLength)] },
  {
    place: 'in the headers of the file part',
    sent: () => [uploadHead(withLength), purposePart, filePart.slice(0, -20)],
  },
  { place: 'at the first byte of the file', sent: () => [uploadHead(withLength), purposePart, filePart, 'x'] },
  { place: 'in the middle of the file', sent: () => [uploadHead(withLength), purposePart, filePart, ...megabytes(5)] },
  { place: 'before the closing boundary', sent: () => framed(8, '') },
  { place: 'in the closing boundary', sent: () => framed(8, `\r\n--${boundary}`) },
  { place: 'one byte before the end', sent: () => framed(8, closing, 1) },
  {
    place: 'in the length of a chunk',
    sent: () => [uploadHead(inChunks), chunk(purposePart + filePart), chunk(megabyte), '100'],
  },
  {
    place: 'in a chunk',
    sent: () => [uploadHead(inChunks), chunk(purposePart + filePart), chunk(megabyte).subarray(0, 9_000)],
  },
  {
    place: 'behind the whole form, in chunks without an end',
    sent: () => [uploadHead(inChunks), chunk(purposePart + filePart), chunk(megabyte), chunk(closing)],
  },
];

/** Cuts an upload at every place in both ways, and looks at what the server keeps of it. */
export async function cutUploads(server: DevServer, database: DatabaseView): Promise<readonly CutUpload[]> {
  const results: CutUpload[] = [];
  const records = await database.fileRecords();
  const files = (await blobFiles(server.dataDir)).length;
  for (const cut of cuts) {
    for (const way of ['end', 'reset'] as const) {
      const sentBytes = await cutUpload(cut, way, server);
      const left = async (): Promise<Omit<CutUpload, 'place' | 'way' | 'sentBytes'>> => ({
        records: (await database.fileRecords()) - records,
        files: (await blobFiles(server.dataDir)).length - files,
        descriptors: openOf(server),
      });
      const seen = await eventually(left, (look) => Object.values(look).every((count) => count === 0), patienceMs);
      results.push({ place: cut.place, way, sentBytes, ...seen });
    }
  }
  return results;
}

/** Descriptors of the upload's connection and of what it wrote. Nobody else is connected. */
function openOf(server: DevServer): number {
  const { clients, blobs } = descriptorsOf(server);
  return clients + blobs;
}

async function cutUpload({ sent }: Cut, way: 'end' | 'reset', server: DevServer): Promise<number> {
  const socket = await openConnection(server.port);
  let bytes = 0;
  for (const piece of sent()) {
    bytes += piece.length;
    await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  }
  // The server reads what came before it sees the end; a reset would throw away what it has not read yet.
  if (way === 'reset') await sleep(50);
  if (way === 'end') socket.destroy();
  else socket.resetAndDestroy();
  return bytes;
}

function megabytes(count: number): Buffer[] {
  return Array.from({ length: count }, () => megabyte);
}

/** A form of so many megabytes with a true content-length, cut `short` bytes before the end of `tail`. */
function framed(count: number, tail: string, short = 0): readonly (string | Uint8Array)[] {
  const bytes = purposePart.length + filePart.length + count * megabyte.length + closing.length;
  const head = uploadHead(`content-length: ${bytes}`);
  return [head, purposePart, filePart, ...megabytes(count), tail.slice(0, tail.length - short)];
}

function chunk(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}
