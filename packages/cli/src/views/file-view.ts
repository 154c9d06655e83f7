import type { WireFile } from '../client/wire-file.ts';
import { formatBytes } from '../terminal/amount.ts';
import { instant, relativeTime } from '../terminal/instant.ts';
import { labelled } from '../terminal/labelled.ts';
import type { ListView } from './list-view.ts';

export function fileListView(nowMs: number): ListView<WireFile> {
  return {
    columns: [
      { title: 'FILE' },
      { title: 'NAME', least: 6 },
      { title: 'SIZE', align: 'right', dispensable: 0 },
      { title: 'PURPOSE', dispensable: 2 },
      { title: 'CREATED', dispensable: 1 },
      { title: 'EXPIRES', dispensable: 3 },
    ],
    cellsOf: (file) => [
      file.id,
      file.filename,
      formatBytes(file.bytes),
      file.purpose,
      relativeTime(file.created_at * 1_000, nowMs),
      file.expires_at ? relativeTime(file.expires_at * 1_000, nowMs) : 'never',
    ],
    recordOf: (file) => ({ event: 'file', ...file }),
    none: 'There are no files.',
  };
}

/** One file, label by label. */
export function fileText(file: WireFile, nowMs: number): string {
  return labelled([
    ['file', file.id],
    ['name', file.filename],
    ['size', formatBytes(file.bytes)],
    ['purpose', file.purpose],
    ['created', instant(file.created_at * 1_000, nowMs)],
    ['expires', file.expires_at ? instant(file.expires_at * 1_000, nowMs) : 'never'],
  ]).join('\n');
}
