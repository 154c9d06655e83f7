import type { Clock } from '@spillway/core';
import type { ApiClient } from '../client/api-client.ts';
import { bulkActionsPath, type WireRecordedAction } from '../client/wire-bulk-action.ts';
import type { Output } from '../terminal/output.ts';
import { progressText } from '../views/bulk-action-view.ts';

const POLL_MS = 500;

export interface WatchBulkActionOptions {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly output: Output;
}

/** Shows how far an action is until it has ended, and answers it then. */
export async function watchBulkAction(
  id: string,
  { api, clock, output }: WatchBulkActionOptions,
): Promise<WireRecordedAction> {
  let told = '';
  for (;;) {
    const path = bulkActionsPath(`/${encodeURIComponent(id)}`);
    const action = await api.ask<WireRecordedAction>({ path });
    const text = progressText(action);
    if (action.ended_at !== null) {
      output.live('');
      return action;
    }
    if (text !== told) {
      if (output.json) output.event({ event: 'bulk_progress', ...action }, '');
      output.live(`${action.status}  ${text}`);
    }
    told = text;
    await clock.sleep(POLL_MS, api.signal);
    api.signal.throwIfAborted();
  }
}
