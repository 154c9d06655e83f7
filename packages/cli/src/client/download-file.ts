import { SpillwayError } from '@spillway/core';
import type { ApiClient } from './api-client.ts';
import { brokenConnection } from './broken-connection.ts';
import { filePath } from './wire-file.ts';

export interface DownloadFileOptions {
  readonly api: ApiClient;
  readonly id: string;
}

/** A file that is asked for this often without one more byte is given up. */
const MOST_FRUITLESS = 5;

/** The content of a file. After a broken connection it goes on where that broke. */
export async function* downloadFile({ api, id }: DownloadFileOptions): AsyncGenerator<Uint8Array, void, undefined> {
  let part = await openPart(api, id);
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
    part = await openPart(api, id, { from: received, tag: part.tag });
  }
}

interface Part {
  readonly body: AsyncIterable<Uint8Array>;
  /** Bytes of the whole file, when the server says so. */
  readonly total: number | undefined;
  /** Names the content; without one nobody can tell whether a later part belongs to the same. */
  readonly tag: string | undefined;
}

async function openPart(api: ApiClient, id: string, rest?: { from: number; tag: string }): Promise<Part> {
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
  };
}

function changed(id: string): SpillwayError {
  return new SpillwayError(`The server does not go on with ${id} where the connection broke.`, {
    code: 'unavailable',
    hint: 'Try again; it begins anew.',
  });
}
