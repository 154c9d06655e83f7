import type { BatchEvent } from '@spillway/api-types';
import { type Clock, SpillwayError } from '@spillway/core';
import { explainAbsence } from '../client/absent-hint.ts';
import type { ApiClient } from '../client/api-client.ts';
import { followEvents } from '../client/follow-events.ts';
import { ServerRefusal } from '../client/server-refusal.ts';
import { hasEnded, type WireBatch } from '../client/wire-batch.ts';

/** What is new about a batch. */
export type BatchUpdate =
  | { readonly kind: 'batch'; readonly batch: WireBatch }
  | { readonly kind: 'event'; readonly event: BatchEvent };

export interface BatchUpdatesOptions {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly id: string;
  /** Told when the server does not answer and is asked again. */
  readonly onBroken: (error: SpillwayError) => void;
}

/** What happens to a batch until it has ended; the last update is the ended batch. */
export async function* batchUpdates(options: BatchUpdatesOptions): AsyncGenerator<BatchUpdate, void, undefined> {
  const { api, id } = options;
  const first = await getBatch(api, id);
  yield { kind: 'batch', batch: first };
  if (hasEnded(first)) return;
  try {
    yield* streamedUpdates(options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    yield* polledUpdates(options);
  }
}

export function getBatch(api: ApiClient, id: string): Promise<WireBatch> {
  return explainAbsence(api, { kind: 'batch', id }, () => api.ask({ path: batchPath(id) }));
}

export function batchPath(id: string, below = ''): string {
  return `/v1/batches/${encodeURIComponent(id)}${below}`;
}

async function* streamedUpdates(options: BatchUpdatesOptions): AsyncGenerator<BatchUpdate, void, undefined> {
  const { api, id } = options;
  for await (const { name, data } of followEvents({ ...options, path: batchPath(id, '/events') })) {
    if (name === 'batch') yield { kind: 'batch', batch: JSON.parse(data) as WireBatch };
    else if (name === 'timeline') yield { kind: 'event', event: JSON.parse(data) as BatchEvent };
  }
  yield { kind: 'batch', batch: await getBatch(api, id) };
}

const FIRST_LOOK_MS = 250;
const LATER_LOOK_MS = 2_000;

/** For servers that stream no events. */
async function* polledUpdates(options: BatchUpdatesOptions): AsyncGenerator<BatchUpdate, void, undefined> {
  const { api, clock, id, onBroken } = options;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LATER_LOOK_MS, pauseMs * 1.5)) {
    await clock.sleep(pauseMs, api.signal);
    api.signal.throwIfAborted();
    const batch = await look(api, id, onBroken);
    if (batch) yield { kind: 'batch', batch };
    if (batch && hasEnded(batch)) return;
  }
}

/** A server that does not answer now is asked again later; the batch goes on without us. */
async function look(
  api: ApiClient,
  id: string,
  onBroken: BatchUpdatesOptions['onBroken'],
): Promise<WireBatch | undefined> {
  try {
    return await getBatch(api, id);
  } catch (error) {
    if (!SpillwayError.is(error) || !error.retryable) throw error;
    onBroken(error);
    return undefined;
  }
}

/** Whether the server has no such stream; without the batch itself, looking at it says so. */
function isMissing(error: unknown): boolean {
  if (ServerRefusal.behind(error, 404, 405, 501)) return true;
  return SpillwayError.is(error, 'not_found') && ServerRefusal.behind(error) === undefined;
}
