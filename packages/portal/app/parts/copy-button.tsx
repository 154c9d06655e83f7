import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { announce } from './announcement.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps): JSX.Element {
  const [verb, setVerb] = useState<'Copy' | 'Copied'>('Copy');
  const copy = async (): Promise<void> => {
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    // Within a dialog nothing outside is read out, so the button tells it, too.
    setVerb(copied ? 'Copied' : 'Copy');
    if (copied) announce(`Copied ${what}.`);
    else announce(`The browser did not let the portal copy ${what}. Select it, and copy it by hand.`, 'bad');
  };
  const label = `${verb} ${what}`;
  return (
    <button type="button" class="quiet" aria-label={label} title={label} onClick={copy} onBlur={() => setVerb('Copy')}>
      {verb}
    </button>
  );
}
