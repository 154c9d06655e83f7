import type { FileRecord } from '../store/file-registry.ts';
import type { MemoryState } from './memory-state.ts';
import { isLive } from './stored-batch.ts';

export interface StoredFile {
  readonly record: FileRecord;
  removedAt: number | null;
}

/** When the file becomes, or became, invisible. */
export function goneAt({ record, removedAt }: StoredFile): number {
  return Math.min(removedAt ?? Infinity, record.expiresAt ?? Infinity);
}

export function isVisible(file: StoredFile, now: number): boolean {
  return now < goneAt(file);
}

/** Whether a live batch of the file's tenant names it as its input. */
export function isInUse({ batches }: MemoryState, { record }: StoredFile): boolean {
  return batches
    .values()
    .some((batch) => isLive(batch) && batch.record.inputFileId === record.id && batch.record.tenant === record.tenant);
}

/** The inputs of all live batches, as `inputKey` names them: to ask about many files. */
export function inputsInUse({ batches }: MemoryState): ReadonlySet<string> {
  const live = batches.values().filter(isLive);
  return new Set(live.map(({ record }) => inputKey(record.tenant, record.inputFileId)));
}

export function inputKey(tenant: string, fileId: string): string {
  return JSON.stringify([tenant, fileId]);
}
