import type { UploadRecord } from '../store/index.ts';
import { directBlob, partBlob } from './upload-blobs.ts';
import { badParts } from './upload-refusals.ts';

/** The blobs that the file is made of, in its order. Throws `invalid_argument` when they cannot make it. */
export function chosenParts(upload: UploadRecord, partIds: readonly string[]): readonly string[] {
  if (partIds.length === 0 && upload.direct) return [directBlob(upload.id)];
  const known = new Map(upload.parts.map((part) => [part.id, part.bytes]));
  const chosen = new Set<string>();
  let bytes = 0;
  for (const id of partIds) {
    const size = known.get(id);
    if (size === undefined) throw badParts(`Upload '${upload.id}' has no part '${id}'.`);
    if (chosen.has(id)) throw badParts(`Part '${id}' comes twice.`);
    chosen.add(id);
    bytes += size;
  }
  if (bytes === upload.bytes) return partIds.map((id) => partBlob(upload.id, id));
  throw badParts(
    `The parts have ${bytes} bytes in all, and ${upload.bytes} were announced.`,
    'Add what is missing, or begin another upload with the right number.',
  );
}

/** Whether it was completed with these parts. */
export function wasMadeOf({ partIds: made }: UploadRecord, partIds: readonly string[]): boolean {
  return made?.length === partIds.length && made.every((id, index) => id === partIds[index]);
}
