import type { Batch, BatchEvent } from '../api/batch.ts';
import { hasEnded } from '../api/batch.ts';
import { call, open } from '../api/call.ts';
import { readEvents, type ServerEvent } from '../api/event-stream.ts';
import type { Page } from '../api/page.ts';
import { Refusal } from '../api/refusal.ts';
import { sleep } from './clock.ts';
import { untilVisible, whileVisible } from './visible.ts';

/** How the news come: pushed, asked for, not at all while nobody looks, or none any more. */
export type Liveness = 'connecting' | 'live' | 'polling' | 'paused' | 'ended';

export interface BatchFollower {
  onBatch(batch: Batch): void;
  /** Events of the history that were not told yet. */
  onEvents(events: readonly BatchEvent[]): void;
  onLiveness(liveness: Liveness): void;
  /** The batch cannot be had. */
  onFailure(failure: unknown): void;
}

/** A stream of which nothing comes is blocked by something between. */
const FIRST_EVENT_MS = 5_000;
const POLL_MS = 2_000;
/** Polls until the stream is tried again. */
const POLLS = 15;

/** Follows a batch to its end by server-sent events, and by polling where they do not come through. */
export async function followBatch(id: string, follower: BatchFollower, signal: AbortSignal): Promise<void> {
  const seen = { lastId: undefined as string | undefined };
  while (!signal.aborted) {
    if (document.hidden) follower.onLiveness('paused');
    await untilVisible(signal);
    if (signal.aborted) return;
    const ended = await followWhileVisible({ id, follower, seen }, whileVisible(signal));
    if (ended) return signal.aborted ? undefined : follower.onLiveness('ended');
  }
}

interface Following {
  readonly id: string;
  readonly follower: BatchFollower;
  readonly seen: { lastId: string | undefined };
}

/** Answers whether there is nothing more to follow. */
async function followWhileVisible(following: Following, signal: AbortSignal): Promise<boolean> {
  try {
    if (await streamed(following, signal)) return true;
  } catch (failure) {
    if (signal.aborted) return false;
    if (isFinal(failure)) return told(following, failure);
  }
  for (let poll = 0; poll < POLLS && !signal.aborted; poll++) {
    try {
      if (await polled(following, signal)) return true;
    } catch (failure) {
      if (signal.aborted) return false;
      told(following, failure);
      if (isFinal(failure)) return true;
    }
    await sleep(POLL_MS, signal);
  }
  return false;
}

function told({ follower }: Following, failure: unknown): true {
  follower.onFailure(failure);
  return true;
}

function isFinal(failure: unknown): boolean {
  return failure instanceof Refusal && [401, 403, 404].includes(failure.status);
}

/** Answers true once the batch has ended, false when the stream ended before. */
async function streamed({ id, follower, seen }: Following, outer: AbortSignal): Promise<boolean> {
  const silent = new AbortController();
  const signal = AbortSignal.any([outer, silent.signal]);
  const timer = setTimeout(() => silent.abort(), FIRST_EVENT_MS);
  try {
    const headers = seen.lastId === undefined ? {} : { 'last-event-id': seen.lastId };
    const { body } = await open(`v1/batches/${id}/events`, { signal, headers });
    if (!body) return false;
    for await (const event of readEvents(body)) {
      clearTimeout(timer);
      follower.onLiveness('live');
      if (heard(event, follower, seen)) return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Answers whether it was the last. */
function heard({ event, id, data }: ServerEvent, follower: BatchFollower, seen: Following['seen']): boolean {
  if (event === 'timeline') {
    seen.lastId = id;
    follower.onEvents([JSON.parse(data) as BatchEvent]);
  } else follower.onBatch(JSON.parse(data) as Batch);
  return event === 'done';
}

async function polled({ id, follower, seen }: Following, signal: AbortSignal): Promise<boolean> {
  const [batch, { data }] = await Promise.all([
    call<Batch>(`v1/batches/${id}`, { signal }),
    call<Page<BatchEvent>>(`v1/batches/${id}/timeline`, { signal }),
  ]);
  follower.onLiveness('polling');
  const fresh = data.filter((event) => seen.lastId === undefined || Number(event.id) > Number(seen.lastId));
  seen.lastId = fresh.at(-1)?.id ?? seen.lastId;
  if (fresh.length > 0) follower.onEvents(fresh);
  follower.onBatch(batch);
  return hasEnded(batch);
}
