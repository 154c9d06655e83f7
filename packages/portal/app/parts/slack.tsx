import type { JSX } from 'preact';
import { spanText } from '../format/span.ts';

export interface SlackProps {
  /** From the expected finish to the deadline; null when no finish is expected. */
  readonly seconds: number | null;
  /** Null when nobody can tell. */
  readonly onTime: boolean | null;
}

/** What a batch has to spare, in words. */
export function Slack({ seconds, onTime }: SlackProps): JSX.Element {
  if (seconds === null) {
    return onTime === false ? <span data-late="true">no end in sight</span> : <span class="absent">not known</span>;
  }
  const span = spanText(Math.abs(seconds) * 1_000);
  return <span data-late={seconds < 0}>{seconds < 0 ? `${span} late` : `${span} to spare`}</span>;
}
