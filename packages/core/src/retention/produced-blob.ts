import { createHash } from 'node:crypto';

/** A file that a finish of a batch makes. */
export interface Produced {
  readonly batchId: string;
  readonly revision: number;
  readonly kind: 'output' | 'error';
}

export const producedBlobs = 'outputs/';

/** The key of its bytes. Each try writes a blob of its own. */
export function producedBlob({ batchId, revision, kind }: Produced, fence: number): string {
  return `${producedBlobs}${batchId}/r${revision}-${fence}-${kind}.jsonl`;
}

/** The id of its record, which every try derives alike. */
export function producedFileId({ batchId, revision, kind }: Produced): string {
  const digest = createHash('sha256').update(`${batchId}/r${revision}/${kind}`).digest('hex');
  return `file-${digest.slice(0, 24)}`;
}

/** The file whose record must name the blob; undefined for keys of another form. */
export function fileOfProduced(key: string): string | undefined {
  const [, batchId, revision, kind] = /^outputs\/([^/]+)\/r(\d+)-\d+-(output|error)\.jsonl$/.exec(key) ?? [];
  if (batchId === undefined) return undefined;
  return producedFileId({ batchId, revision: Number(revision), kind: kind as Produced['kind'] });
}
