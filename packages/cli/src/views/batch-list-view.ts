import { countsOf, endOf, type WireBatch } from '../client/wire-batch.ts';
import { formatCount } from '../terminal/amount.ts';
import { relativeTime } from '../terminal/instant.ts';
import type { ListView } from './list-view.ts';

export interface BatchListOptions {
  /** Whether the batches are of several tenants. */
  readonly everywhere?: boolean;
  /** Whether they are only those that somebody chose. */
  readonly chosen?: boolean;
}

export function batchListView(
  nowMs: number,
  { everywhere = false, chosen = false }: BatchListOptions = {},
): ListView<WireBatch> {
  return {
    columns: [
      { title: 'BATCH' },
      ...(everywhere ? [{ title: 'TENANT', least: 6 }] : []),
      { title: 'STATUS', least: 6 },
      { title: 'DONE', align: 'right', dispensable: 0 },
      { title: 'FAILED', align: 'right', dispensable: 2 },
      { title: 'END', dispensable: 1 },
      { title: 'CREATED', dispensable: 3 },
      { title: 'MODEL', least: 8, dispensable: 4 },
      { title: 'ENDPOINT', least: 12, dispensable: 5 },
    ],
    cellsOf(batch) {
      const [id = '', ...cells] = cellsOf(batch, nowMs);
      return everywhere ? [id, batch.tenant ?? '-', ...cells] : [id, ...cells];
    },
    recordOf: (batch) => ({ event: 'batch', ...batch }),
    none: chosen ? 'No batch is like that.' : 'There are no batches. Send one with: spillway submit requests.jsonl',
  };
}

function cellsOf(batch: WireBatch, nowMs: number): string[] {
  const { total, completed, failed } = countsOf(batch);
  return [
    batch.id,
    batch.status,
    total === 0 ? '-' : `${formatCount(completed + failed)}/${formatCount(total)}`,
    failed === 0 ? '-' : formatCount(failed),
    endText(batch, nowMs),
    relativeTime(batch.created_at * 1_000, nowMs),
    batch.model ?? '-',
    batch.endpoint,
  ];
}

/** When it ended, is expected to, or has to. */
function endText(batch: WireBatch, nowMs: number): string {
  const ended = endOf(batch);
  if (ended !== undefined) return relativeTime(ended * 1_000, nowMs);
  if (batch.estimate) {
    const late = batch.estimate.on_time ? '' : ', late';
    return `${relativeTime(batch.estimate.expected_finish_at * 1_000, nowMs)}${late}`;
  }
  return batch.expires_at ? `due ${relativeTime(batch.expires_at * 1_000, nowMs)}` : '-';
}
