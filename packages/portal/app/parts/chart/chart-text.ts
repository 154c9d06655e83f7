import { instantText } from '../../format/instant.ts';
import { now } from '../../live/clock.ts';

export function valueText(value: number | null | undefined, text: (value: number) => string): string {
  return value == null ? '–' : text(value);
}

/** Of an instant in seconds since the epoch. */
export function timeText(at: number | undefined): string {
  return at === undefined ? '–' : instantText(at * 1_000, now.peek());
}
