import type { JSX } from 'preact';
import { spanText } from '../format/span.ts';

/** The time between an expected finish and the deadline, in words. */
export function Slack({ seconds }: { readonly seconds: number | null }): JSX.Element {
  if (seconds === null) return <span class="absent">not known</span>;
  const span = spanText(Math.abs(seconds) * 1_000);
  return <span data-late={seconds < 0}>{seconds < 0 ? `${span} late` : `${span} to spare`}</span>;
}
