import type { InterruptionNotices, Notice } from './notices.ts';

/** What goes with `abortOnNotice`. */
export interface AbortOnNoticeOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Told of the notice before the signal aborts. */
  readonly onNotice?: (notice: Notice) => void;
}

/**
 * A signal that aborts at the first notice of any source, with the notice as its reason; the other sources are watched no
 * longer. Combine it with the signal that drains a worker.
 *
 * @example
 * ```ts
 * import { abortOnNotice, awsNotices, gcpNotices } from '@spillway/core/interruption';
 *
 * const drain = new AbortController();
 * process.once('SIGTERM', () => drain.abort());
 * const taken = abortOnNotice([awsNotices(), gcpNotices()], { signal: drain.signal });
 * const signal = AbortSignal.any([drain.signal, taken]);
 * ```
 */
export function abortOnNotice(
  sources: readonly InterruptionNotices[],
  { signal, onNotice }: AbortOnNoticeOptions,
): AbortSignal {
  const taken = new AbortController();
  const until = AbortSignal.any([signal, taken.signal]);
  for (const source of sources) void follow(source);
  return taken.signal;

  async function follow(source: InterruptionNotices): Promise<void> {
    // A source that rejects against its word must not end the process.
    const notice = await source.watch({ signal: until }).catch(() => undefined);
    if (!notice || until.aborted) return;
    onNotice?.(notice);
    taken.abort(notice);
  }
}
