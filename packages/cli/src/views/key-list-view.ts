import type { Key } from '@spillway/api-types';
import { relativeTime } from '../terminal/instant.ts';
import type { ListView } from './list-view.ts';

export function keyListView(nowMs: number): ListView<Key> {
  return {
    columns: [
      { title: 'KEY' },
      { title: 'NAME', least: 8 },
      { title: 'TENANT', least: 8 },
      { title: 'USER', least: 6, dispensable: 3 },
      { title: 'SCOPES' },
      { title: 'ENDS IN', dispensable: 4 },
      { title: 'CREATED', dispensable: 2 },
      { title: 'EXPIRES', dispensable: 1 },
    ],
    cellsOf: (key) => [
      key.id,
      key.name,
      key.tenant,
      key.user ?? '-',
      key.scopes.join(','),
      `…${key.hint}`,
      relativeTime(key.created_at * 1_000, nowMs),
      key.expires_at === null ? 'never' : relativeTime(key.expires_at * 1_000, nowMs),
    ],
    recordOf: (key) => ({ event: 'key', ...key }),
    none: 'There are no keys. Make one with: spillway keys create NAME',
  };
}
