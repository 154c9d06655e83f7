import type { Spillway } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import type { ProducedPaths } from './produced-paths.ts';
import { writeWhole } from './write-whole.ts';

/** Writes answers and errors to their paths, each whole or not at all. A file without lines is written empty. */
export async function deliverFiles(spillway: Spillway, batch: Batch, { output, errors }: ProducedPaths): Promise<void> {
  await writeWhole(errors, await contentOf(spillway, batch, batch.errorFileId));
  await writeWhole(output, await contentOf(spillway, batch, batch.outputFileId));
}

async function contentOf(
  { files }: Spillway,
  { tenant }: Batch,
  id: string | null,
): Promise<AsyncIterable<Uint8Array> | readonly Uint8Array[]> {
  const content = id === null ? [] : await files.content({ tenant, id });
  if (!content) throw new Error(`the produced file ${id} is gone`);
  return content;
}
