import type { ApiClient } from '../client/api-client.ts';
import { downloadFile } from '../client/download-file.ts';
import type { WireBatch } from '../client/wire-batch.ts';
import type { ProducedPaths } from '../run/produced-paths.ts';
import { writeWhole } from '../run/write-whole.ts';

/** Downloads answers and errors to their paths, each whole or not at all. A file without lines is written empty. */
export async function deliverResults(api: ApiClient, batch: WireBatch, paths: ProducedPaths): Promise<void> {
  await writeWhole(paths.errors, contentOf(api, batch.error_file_id));
  await writeWhole(paths.output, contentOf(api, batch.output_file_id));
}

function contentOf(api: ApiClient, id: string | null | undefined): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  return id ? downloadFile({ api, id }) : [];
}
