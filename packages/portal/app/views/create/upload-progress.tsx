import type { JSX } from 'preact';
import { percentText } from '../../format/amount.ts';

export function UploadProgress({ share, onStop }: { readonly share: number; onStop(): void }): JSX.Element {
  return (
    <p class="upload">
      <progress aria-label="Upload" max={1} value={share} /> {percentText(share)} uploaded{' '}
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </p>
  );
}
