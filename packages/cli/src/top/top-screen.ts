import type { Fleet, Worker } from '@spillway/api-types';
import { countsOf, type WireBatch } from '../client/wire-batch.ts';
import { formatDuration } from '../flags/duration.ts';
import { countOf, formatCount, formatRate } from '../terminal/amount.ts';
import { clockText, relativeTime } from '../terminal/instant.ts';
import { printable } from '../terminal/printable.ts';
import { type Column, textTable } from '../terminal/text-table.ts';
import { engineColumns, engineFigures } from './engine-figures.ts';
import type { Sight } from './look-around.ts';
import type { Paces } from './paces.ts';

export interface TopScreenOptions {
  readonly url: string;
  readonly sight: Sight;
  readonly paces: Paces;
  readonly nowMs: number;
  /** Width of the terminal; undefined where there is none. */
  readonly width: number | undefined;
  /** Why there is nothing newer. */
  readonly trouble?: string | undefined;
}

/** Lines that show what runs, where, and whether it will be in time. */
export function topScreen({ url, sight, paces, nowMs, width, trouble }: TopScreenOptions): readonly string[] {
  const { batches, hasMore, fleet, workers } = sight;
  const first = trouble === undefined ? [] : [printable(trouble)];
  const head = [...first, `spillway top  ${url}  ${clockText(nowMs)}`, summaryOf(sight, paces)];
  const more = hasMore ? ['There are more: --limit N shows more of them.'.slice(0, width)] : [];
  return [
    ...head.map((line) => line.slice(0, width)),
    ...(fleet && workers ? ['', ...poolTable(fleet, workers, width)] : []),
    '',
    ...(batches.length === 0 ? ['Nothing runs.'] : batchTable({ sight, paces, nowMs, width })),
    ...more,
    ...(workers && workers.length > 0 ? ['', ...workerTable(workers, nowMs, width)] : []),
  ];
}

function summaryOf({ batches, hasMore, fleet }: Sight, paces: Paces): string {
  const open = batches.reduce((sum, batch) => sum + openOf(batch), 0);
  const pace = batches.reduce((sum, batch) => sum + (paces.of(batch) ?? 0), 0);
  const late = batches.filter(({ estimate }) => estimate?.on_time === false).length;
  const queue = fleet?.queue ?? { batches: batches.length, requests: open };
  const least = hasMore && !fleet ? 'at least ' : '';
  return [
    `${least}${formatCount(queue.batches)} ${queue.batches === 1 ? 'batch' : 'batches'} running`,
    `${countOf(queue.requests, 'request')} open`,
    `${formatRate(pace)} requests/s`,
    ...(late > 0 ? [`${formatCount(late)} WILL BE LATE AT THIS PACE`] : []),
  ].join(', ');
}

function openOf(batch: WireBatch): number {
  const { total, completed, failed } = countsOf(batch);
  return total - completed - failed;
}

const poolColumns: readonly Column[] = [
  { title: 'POOL', least: 8 },
  { title: 'WORKERS', align: 'right' },
  { title: 'WANTED', align: 'right' },
  { title: 'IN FLIGHT', align: 'right' },
  { title: 'COST/H', align: 'right', dispensable: 0 },
];

function poolTable({ pools, standings }: Fleet, workers: readonly Worker[], width: number | undefined) {
  const rows = pools.map(({ name, price_per_hour: price }) => {
    const living = workers.filter(({ pool }) => pool === name);
    const wanted = standings.filter(({ pool }) => pool === name).map(({ desired_replicas: replicas }) => replicas);
    return [
      name,
      String(living.length),
      wanted.length === 0 ? '-' : String(sum(wanted)),
      `${sum(living.map(({ in_flight: flight }) => flight))}/${sum(living.map(({ capacity }) => capacity))}`,
      (price * living.length).toFixed(2),
    ];
  });
  return textTable({ columns: poolColumns, rows, width });
}

const batchColumns: readonly Column[] = [
  { title: 'BATCH' },
  { title: 'TENANT', least: 6, dispensable: 5 },
  { title: 'STATUS', least: 6 },
  { title: 'DONE', align: 'right', dispensable: 1 },
  { title: '%', align: 'right' },
  { title: 'REQ/S', align: 'right', dispensable: 2 },
  { title: 'DEADLINE', dispensable: 0 },
  { title: 'TO SPARE' },
  { title: 'WHY', least: 12, dispensable: 4 },
];

function batchTable({ sight, paces, nowMs, width }: Omit<TopScreenOptions, 'url'>): string[] {
  const why = new Map(sight.outlooks.map(({ batch_id: id, reasons }) => [id, reasons[0]?.text]));
  const rows = sight.batches.map((batch) => {
    const { total, completed, failed } = countsOf(batch);
    const pace = paces.of(batch);
    return [
      batch.id,
      batch.tenant ?? '-',
      batch.status,
      total === 0 ? '-' : `${formatCount(completed + failed)}/${formatCount(total)}`,
      total === 0 ? '-' : String(Math.floor(((completed + failed) / total) * 100)),
      pace === undefined ? '-' : formatRate(pace),
      batch.expires_at == null ? '-' : relativeTime(batch.expires_at * 1_000, nowMs),
      spareText(batch),
      why.get(batch.id) ?? '',
    ];
  });
  return textTable({ columns: batchColumns, rows, width });
}

function spareText({ estimate, expires_at: deadline }: WireBatch): string {
  if (!estimate || deadline == null) return '-';
  const spare = (deadline - estimate.expected_finish_at) * 1_000;
  return spare < 0 ? `LATE BY ${formatDuration(-spare)}` : formatDuration(spare);
}

const workerColumns: readonly Column[] = [
  { title: 'WORKER', least: 12 },
  { title: 'POOL', least: 6 },
  { title: 'IN FLIGHT', align: 'right' },
  { title: 'ENGINES' },
  ...engineColumns,
  { title: 'SEEN', dispensable: 1 },
  { title: 'MODELS', least: 8, dispensable: 0 },
];

function workerTable(workers: readonly Worker[], nowMs: number, width: number | undefined): string[] {
  const rows = workers.map(({ id, pool, in_flight: flight, capacity, engines, beat_at: beat, models }) => [
    id,
    pool,
    `${flight}/${capacity}`,
    engineText(engines),
    ...engineFigures(engines),
    relativeTime(beat * 1_000, nowMs),
    models.join(', '),
  ]);
  return textTable({ columns: workerColumns, rows, width });
}

function engineText(engines: Worker['engines']): string {
  const sick = engines.filter(({ healthy }) => !healthy);
  if (sick.length === 0) return `${engines.length} healthy`;
  const [first] = sick;
  return `${sick.length} of ${engines.length} UNHEALTHY: ${first?.reason ?? first?.url}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
