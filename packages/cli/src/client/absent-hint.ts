import { SpillwayError } from '@spillway/core';
import { closest } from '../flags/closest.ts';
import type { ApiClient } from './api-client.ts';
import { ServerRefusal } from './server-refusal.ts';
import { isRequestId } from './wire-request.ts';

export interface Sought {
  readonly kind: 'batch' | 'bulk action' | 'dead letter' | 'file' | 'key' | 'request';
  readonly id: string;
}

const lists = {
  request: { path: undefined, show: 'spillway show BATCH --requests' },
  'dead letter': { path: undefined, show: 'spillway dead-letters ls' },
  batch: { path: '/v1/batches', show: 'spillway ls' },
  'bulk action': { path: '/v1/bulk_actions', show: 'spillway bulk ls' },
  file: { path: '/v1/files', show: 'spillway files ls' },
  key: { path: '/v1/keys', show: 'spillway keys list' },
} as const;

/** Runs what needs a record; an error that it does not exist gets the id that was probably meant. */
export async function explainAbsence<T>(api: ApiClient, sought: Sought, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const refusal = ServerRefusal.behind(error, 404);
    if (!SpillwayError.is(error) || refusal === undefined || error.hint !== undefined) throw error;
    const hint = await hintFor(api, sought);
    throw new SpillwayError(refusal.message, { code: 'not_found', param: sought.id, hint, cause: refusal });
  }
}

async function hintFor(api: ApiClient, { kind, id }: Sought): Promise<string> {
  const { path, show } = lists[kind];
  const other = kindOf(id);
  const isOther = other !== undefined && other !== kind && !(kind === 'dead letter' && other === 'request');
  if (isOther) return `That is the id of a ${other}; this takes a ${kind}. See ${show}.`;
  const near = await nearestId(api, path, id);
  return near === undefined ? `${show} lists those that there are.` : `Did you mean ${near}?`;
}

function kindOf(id: string): 'file' | 'batch' | 'request' | undefined {
  if (isRequestId(id)) return 'request';
  if (id.startsWith('file-')) return 'file';
  return id.startsWith('batch_') ? 'batch' : undefined;
}

/** Ids are mostly chance: two that agree in more than a typing mistake are one. */
const MOST_DIFFERENT = 4;

async function nearestId(api: ApiClient, path: string | undefined, id: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const { data } = await api.ask<{ data: readonly { id: string }[] }>({ path, query: { limit: 100 } });
    return closest(
      id,
      data.map((record) => record.id),
      MOST_DIFFERENT,
    );
  } catch {
    api.signal.throwIfAborted();
    return undefined;
  }
}
