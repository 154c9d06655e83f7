import type { JSX } from 'preact';
import { fullInstantText, instantText } from '../format/instant.ts';
import { spanText } from '../format/span.ts';
import { now } from '../live/clock.ts';

/** An instant in seconds since the epoch. */
export function When({ at }: { readonly at: number | null }): JSX.Element {
  if (at === null) return <span class="absent">–</span>;
  const ms = at * 1_000;
  return (
    <time dateTime={new Date(ms).toISOString()} title={fullInstantText(ms)}>
      {instantText(ms, now.peek())}
    </time>
  );
}

/** The same as seen from now: `3 min 2 s ago`, `in 2 h`. */
export function Since({ at }: { readonly at: number | null }): JSX.Element {
  if (at === null) return <span class="absent">–</span>;
  const ms = at * 1_000 - now.value;
  const span = spanText(Math.max(1_000, Math.round(Math.abs(ms) / 1_000) * 1_000));
  return (
    <time dateTime={new Date(at * 1_000).toISOString()} title={fullInstantText(at * 1_000)}>
      {ms < 0 ? `${span} ago` : `in ${span}`}
    </time>
  );
}
