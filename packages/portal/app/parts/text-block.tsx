import type { JSX } from 'preact';
import { counted } from '../format/amount.ts';
import { CopyButton } from './copy-button.tsx';

export interface TextBlockProps {
  readonly title: string;
  readonly text: string;
  /** Whether there is more than the text. */
  readonly cut?: boolean;
}

/** More than this would make the browser stumble, and nobody reads it here. */
const MOST_CHARACTERS = 20_000;

/** Text of others, always as text. */
export function TextBlock({ title, text, cut = false }: TextBlockProps): JSX.Element {
  const shown = text.slice(0, MOST_CHARACTERS);
  const isCut = cut || shown.length < text.length;
  return (
    <section class="text-block" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <CopyButton text={text} what={title.toLowerCase()} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard. */}
      <pre tabIndex={0}>{shown}</pre>
      {isCut && (
        <p class="hint">Only the first {counted(shown.length, 'character')} are shown. Download it to have all.</p>
      )}
    </section>
  );
}
