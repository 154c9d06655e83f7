import type { FileRecord, FileRegistry } from '@spillway/core/store';
import type { StoreContext } from './context.ts';
import { endedReaders } from './file-readers.ts';
import { enlist, type FileSight, lookAt } from './file-sight.ts';
import { comeHints, type DueHint } from './hints.ts';

/** A file may be made so long after its hint. */
const patienceMs = 60_000;
const perPage = 100;

/** Follows the hints that have come to their files, and mends those that were early. */
export async function expiredFiles(
  context: StoreContext,
  { limit, goneForMs = 0 }: Parameters<FileRegistry['expired']>[0],
): Promise<readonly FileRecord[]> {
  const gone: { readonly record: FileRecord; readonly goneAt: number }[] = [];
  let isEarly = false;
  for (let offset = 0; gone.length < limit && !isEarly; ) {
    const hints = await comeHints(context, context.keys.goneFiles, offset, perPage);
    if (hints.length === 0) break;
    for (const hint of hints) {
      const sight = await lookAt(context, hint[0]);
      const { file } = sight;
      // No hint is later than what it is about, so none that follows is due.
      isEarly = Number(hint[1]) + goneForMs > sight.now;
      if (isEarly) break;
      if (!file || sight.now < file.goneAt) {
        if (!(await mend(context, hint, sight))) offset++;
        continue;
      }
      offset++;
      if (sight.now < file.goneAt + goneForMs) continue;
      if ((await endedReaders(context, { ...sight, file })).length === sight.readers.length) gone.push(file);
    }
  }
  return gone
    .sort((left, right) => left.goneAt - right.goneAt)
    .slice(0, limit)
    .map(({ record }) => record);
}

/** Whether the hint went from its place: to the moment of the file's expiry, or away. */
async function mend(
  { session, keys, ...context }: StoreContext,
  [id, score]: DueHint,
  sight: FileSight,
): Promise<boolean> {
  const { file, now } = sight;
  if (file) await enlist({ session, keys, ...context }, file);
  const isFresh = Number(score) > now - patienceMs;
  const next = file && Number.isFinite(file.goneAt) ? String(file.goneAt) : '';
  if (next === '' && isFresh) return false;
  return (await session.run('move-hint', [keys.goneFiles], [id, score, next])) === 1;
}
