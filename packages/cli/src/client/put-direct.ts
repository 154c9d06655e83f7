import type { SignedRequest } from '@spillway/api-types';
import { version } from '@spillway/core';
import { readSlice } from './file-slice.ts';
import type { SizedUpload } from './sized-upload.ts';

const ATTEMPTS = 2;

/** Puts the file into blob storage by the signed request. False when that cannot be reached, or refuses: there are other ways. */
export async function putDirect(upload: SizedUpload, signed: SignedRequest): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const status = await put(upload, signed);
    if (status === 'done') return true;
    if (status === 'refused') break;
  }
  upload.onSent?.(0, upload.bytes);
  return false;
}

async function put(
  { api: { signal }, path, bytes, onSent }: SizedUpload,
  { method, url, headers }: SignedRequest,
): Promise<'done' | 'refused' | 'broke'> {
  const slice = { path, offset: 0, bytes };
  const init: RequestInit & { duplex: 'half'; window: null } = {
    method,
    signal,
    headers: { 'user-agent': `spillway/${version}`, ...headers },
    body: ReadableStream.from(readSlice(slice, (sent) => onSent?.(sent, bytes))),
    // As with calls of the API: no copy of it is kept.
    ...{ duplex: 'half', redirect: 'error', window: null },
  };
  try {
    const response = await fetch(url, init);
    await response.body?.cancel();
    if (response.ok) return 'done';
    return response.status < 500 ? 'refused' : 'broke';
  } catch {
    signal.throwIfAborted();
    return 'broke';
  }
}
