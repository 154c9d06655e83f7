import type { JSX } from 'preact';
import { announce } from './announcement.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps): JSX.Element {
  const copy = async (): Promise<void> => {
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    announce(copied ? `Copied ${what}.` : `The browser did not let the portal copy ${what}.`);
  };
  return (
    <button type="button" class="quiet" aria-label={`Copy ${what}`} title={`Copy ${what}`} onClick={copy}>
      Copy
    </button>
  );
}
