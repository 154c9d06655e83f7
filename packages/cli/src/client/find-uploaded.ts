import type { ApiClient } from './api-client.ts';
import { listPages } from './list-pages.ts';
import { ServerRefusal } from './server-refusal.ts';
import { filePath, type WireFile } from './wire-file.ts';

export interface SoughtContent {
  readonly filename: string;
  readonly bytes: number;
  /** In hexadecimal; what the server tags content with. */
  readonly sha256: string;
}

/** The oldest file with this name and content, so that whoever looks again finds the same; undefined without one. */
export async function findUploaded(api: ApiClient, sought: SoughtContent): Promise<WireFile | undefined> {
  const query = { purpose: 'batch', order: 'asc' };
  const pages = listPages<WireFile>({
    api,
    path: '/v1/files',
    query,
    limit: Number.POSITIVE_INFINITY,
    pageLimit: 10_000,
  });
  for await (const { records } of pages) {
    for (const file of records) {
      if (file.filename === sought.filename && file.bytes === sought.bytes && (await holds(api, file.id, sought)))
        return file;
    }
  }
  return undefined;
}

async function holds(api: ApiClient, id: string, { sha256 }: SoughtContent): Promise<boolean> {
  try {
    const { headers } = await api.open({ method: 'HEAD', path: filePath(id, '/content') });
    return headers.get('etag') === `"${sha256}"`;
  } catch (error) {
    // Removed or expired since it was listed.
    if (ServerRefusal.behind(error, 404)) return false;
    throw error;
  }
}
