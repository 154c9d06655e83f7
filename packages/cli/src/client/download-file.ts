import { SpillwayError } from '@spillway/core';
import type { ApiClient } from './api-client.ts';
import { brokenConnection } from './broken-connection.ts';
import { openDirect } from './download-direct.ts';
import { filePath } from './wire-file.ts';

export interface DownloadFileOptions {
  readonly api: ApiClient;
  readonly id: string;
  /** Files of so many bytes are read from blob storage directly, where the server offers that; 64 MB by default. */
  readonly largeBytes?: number;
}

/** A file that is asked for this often without one more byte is given up. */
const MOST_FRUITLESS = 5;

/** The content of a file. After a broken connection it goes on where that broke. */
export async function* downloadFile(options: DownloadFileOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const { api, id } = options;
  let part = await openFirst(options);
  let received = 0;
  for (let fruitless = 0; ; fruitless++) {
    let broken: unknown;
    try {
      for await (const chunk of part.body) {
        received += chunk.length;
        fruitless = 0;
        yield chunk;
      }
      if (part.total === undefined || received >= part.total) return;
    } catch (error) {
      api.signal.throwIfAborted();
      broken = error;
    }
    if (fruitless >= MOST_FRUITLESS || part.tag === undefined) throw brokenConnection(broken, api.address);
    part = await openRest(api, id, { ...part, from: received, tag: part.tag });
  }
}

interface Part {
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes of the whole file, when the server says so. */
  readonly total: number | undefined;
  /** Names the content; without one nobody can tell whether a later part belongs to the same. */
  readonly tag: string | undefined;
  /** Whether it comes from blob storage directly. */
  readonly direct: boolean;
}

async function openFirst({ api, id, largeBytes = 64e6 }: DownloadFileOptions): Promise<Part> {
  const part = await openPart(api, id);
  const { total } = part;
  if (total === undefined || total < largeBytes) return part;
  const body = await openDirect(api, { id, from: 0, total });
  if (!body) return part;
  await part.body.cancel();
  return { ...part, body, direct: true };
}

interface Broken extends Omit<Part, 'body'> {
  readonly from: number;
  readonly tag: string;
}

/** From where it came, if it goes on there; the content of an id never changes, whoever sends it. */
async function openRest(api: ApiClient, id: string, broken: Broken): Promise<Part> {
  const { direct, total, tag, from } = broken;
  const body = direct && total !== undefined ? await openDirect(api, { id, from, total }) : undefined;
  return body ? { body, total, tag, direct } : openPart(api, id, broken);
}

async function openPart(
  api: ApiClient,
  id: string,
  rest?: { readonly from: number; readonly tag: string },
): Promise<Part & { readonly body: ReadableStream<Uint8Array> }> {
  const range = rest && { range: `bytes=${rest.from}-`, 'if-range': rest.tag };
  // Compressed on the way, a part of it would not be a part of the file.
  const headers = { accept: '*/*', 'accept-encoding': 'identity', ...range };
  const path = filePath(id, '/content');
  const { status, headers: said, body } = await api.open({ path, headers });
  const length = said.get('content-length');
  if (rest && status !== 206) {
    await body?.cancel();
    throw changed(id);
  }
  return {
    body: body ?? ReadableStream.from<Uint8Array>([]),
    total: length === null ? undefined : (rest?.from ?? 0) + Number(length),
    tag: said.get('etag') ?? undefined,
    direct: false,
  };
}

function changed(id: string): SpillwayError {
  return new SpillwayError(`The server does not go on with ${id} where the connection broke.`, {
    code: 'unavailable',
    hint: 'Try again; it begins anew.',
  });
}
