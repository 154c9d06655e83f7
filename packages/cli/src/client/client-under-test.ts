import { systemRandomness } from '@spillway/core';
import { hastyClock } from '../../test/called-command.ts';
import { serverKey } from '../../test/server-under-test.ts';
import { ApiClient } from './api-client.ts';
import type { UploadFileOptions } from './sized-upload.ts';

/** A client as the commands have it, of a server at the URL, that has heard from it. */
export async function clientOf(url: string, signal: AbortSignal = new AbortController().signal): Promise<ApiClient> {
  const address = { url, assumed: false, key: serverKey, keyFrom: 'given', keyPath: '' } as const;
  const api = new ApiClient({ address, signal, clock: hastyClock, randomness: systemRandomness });
  await api.ask({ path: '/v1/batches', query: { limit: 1 } });
  return api;
}

/** An upload of which everything is large. */
export function largeUpload(
  api: ApiClient,
  path: string,
  more: Partial<UploadFileOptions> = {},
): UploadFileOptions & { readonly partBytes: number } {
  return { api, randomness: systemRandomness, path, purpose: 'user_data', largeBytes: 1, partBytes: 100_000, ...more };
}

/** The bytes in one. */
export async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks));
}
