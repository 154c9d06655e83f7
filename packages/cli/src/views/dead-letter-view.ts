import type { DeadLetter } from '@spillway/api-types';
import { relativeTime } from '../terminal/instant.ts';
import type { ListView } from './list-view.ts';

/** Requests that were given up: which, why, where, when. */
export function deadLetterListView(nowMs: number): ListView<DeadLetter> {
  return {
    columns: [
      { title: 'REQUEST' },
      { title: 'CUSTOM ID', least: 8, dispensable: 3 },
      { title: 'WHY' },
      { title: 'TRIES', align: 'right', dispensable: 2 },
      { title: 'POOL', dispensable: 4 },
      { title: 'ENDED', dispensable: 1 },
      { title: 'MODEL', least: 8, dispensable: 6 },
      { title: 'MESSAGE', least: 16, dispensable: 5 },
    ],
    cellsOf: (request) => [
      request.id,
      request.custom_id,
      request.last_attempt?.code ?? request.error_code ?? '-',
      String(request.attempts),
      request.pool ?? '-',
      request.ended_at === null ? '-' : relativeTime(request.ended_at * 1_000, nowMs),
      request.model,
      request.last_attempt?.message ?? '-',
    ],
    recordOf: (request) => ({ event: 'dead_letter', ...request }),
    none: 'There are no such dead letters.',
  };
}
