import type { SignedRequest } from '@spillway/api-types';
import { version } from '@spillway/core';
import type { ApiClient } from './api-client.ts';
import { filePath } from './wire-file.ts';

/** Which bytes of a file to read. */
export interface Rest {
  readonly id: string;
  readonly from: number;
  /** Bytes of the whole file. */
  readonly total: number;
}

/** The rest of a file from blob storage directly; undefined where that is not offered, or does not answer as it should. */
export async function openDirect(
  api: ApiClient,
  { id, from, total }: Rest,
): Promise<ReadableStream<Uint8Array> | undefined> {
  try {
    const signed = await api.ask<SignedRequest>({ path: filePath(id, '/content_url') });
    const headers = {
      'user-agent': `spillway/${version}`,
      // Compressed on the way, a part of it would not be a part of the file.
      'accept-encoding': 'identity',
      ...signed.headers,
      ...(from > 0 && { range: `bytes=${from}-` }),
    };
    const { status, headers: said, body } = await fetch(signed.url, { headers, signal: api.signal });
    const isRest = status === (from > 0 ? 206 : 200) && Number(said.get('content-length')) === total - from;
    if (isRest && body) return body;
    await body?.cancel();
  } catch {
    api.signal.throwIfAborted();
  }
  return undefined;
}
