import type { JSX } from 'preact';
import { bytesText, percentText } from '../../format/amount.ts';

export interface ByteProgressProps {
  /** What goes on. */
  readonly label: string;
  /** What has happened to the bytes. */
  readonly done: string;
  readonly share: number;
  readonly bytes: number;
  onStop(): void;
}

/** How far something is with a file, and the way to stop it. */
export function ByteProgress({ label, done, share, bytes, onStop }: ByteProgressProps): JSX.Element {
  return (
    <p class="upload">
      <progress aria-label={label} max={1} value={share} /> {percentText(share)} of {bytesText(bytes)} {done}{' '}
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </p>
  );
}
