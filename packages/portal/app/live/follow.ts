import { open } from '../api/call.ts';
import { readEvents, type ServerEvent } from '../api/event-stream.ts';
import { pauseAfter, Refusal } from '../api/refusal.ts';
import { sleep } from './clock.ts';
import type { Liveness } from './liveness.ts';
import { untilVisible, whileVisible } from './visible.ts';

/** Something that goes on: its events, and whom to ask where they do not come through. */
export interface Source {
  /** Of the stream. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Behind which event the stream goes on. */
  lastId(): string | undefined;
  /** Takes an event; answers whether it was the last. */
  hear(event: ServerEvent): boolean;
  /** Asks instead; answers whether nothing more will come. */
  ask(signal: AbortSignal): Promise<boolean>;
  onLiveness(liveness: Liveness): void;
  /** It cannot be had. */
  onFailure(failure: unknown): void;
}

/** A stream of which nothing comes is blocked by something between. */
const FIRST_EVENT_MS = 5_000;
/** One that has fallen silent is broken: the server says something every 15 s. */
const SILENT_MS = 45_000;
const POLL_MS = 2_000;
/** Polls until the stream is tried again. */
const POLLS = 15;

/** Follows a source to its end by server-sent events, and by polling where they do not come through; rests in hidden tabs. */
export async function follow(source: Source, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (document.hidden) source.onLiveness('paused');
    await untilVisible(signal);
    if (signal.aborted) return;
    const ended = await whileVisible(signal, (visible) => followWhileVisible(source, visible));
    if (ended) return signal.aborted ? undefined : source.onLiveness('ended');
  }
}

/** Answers whether there is nothing more to follow. */
async function followWhileVisible(source: Source, signal: AbortSignal): Promise<boolean> {
  // Why the stream breaks off does not matter: whether the source itself is gone, the polls find out.
  if (await streamed(source, signal).catch(() => false)) return true;
  let isCut = false;
  for (let poll = 0; poll < POLLS && !signal.aborted; poll++) {
    try {
      if (await source.ask(signal)) return true;
      // It is back, and so may be its stream.
      if (isCut) return false;
      if (!signal.aborted) source.onLiveness('polling');
      await sleep(POLL_MS, signal);
    } catch (failure) {
      if (signal.aborted) return false;
      isCut = true;
      source.onLiveness('cut');
      source.onFailure(failure);
      if (isFinal(failure)) return true;
      await sleep(pauseAfter(failure, POLL_MS), signal);
    }
  }
  return false;
}

function isFinal(failure: unknown): boolean {
  return failure instanceof Refusal && [400, 401, 403, 404].includes(failure.status);
}

/** Answers true behind the last event, false when the stream ended before. */
async function streamed(source: Source, outer: AbortSignal): Promise<boolean> {
  const silent = new AbortController();
  const signal = AbortSignal.any([outer, silent.signal]);
  const giveUp = (): void => silent.abort();
  let timer = setTimeout(giveUp, FIRST_EVENT_MS);
  const waitOn = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, SILENT_MS);
  };
  const lastId = source.lastId();
  try {
    const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
    const { body } = await open(source.path, { query: source.query ?? {}, signal, headers });
    if (!body) return false;
    // One that goes on may have nothing to tell for long: what was seen is how things are.
    if (lastId !== undefined) waitOn();
    if (lastId !== undefined) source.onLiveness('live');
    for await (const event of readEvents(body, waitOn)) {
      source.onLiveness('live');
      if (source.hear(event)) return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}
