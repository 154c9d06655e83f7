import type { JSX } from 'preact';
import type { Page } from '../api/page.ts';
import { focusHeading } from '../keyboard/focus-heading.ts';

export interface PagerProps {
  readonly page: Page<unknown>;
  /** Whether this is a later page than the first. */
  readonly isLater: boolean;
  /** The address of the page that begins behind the id; of the first without one. */
  addressOf(after: string | undefined): string;
}

/** The way to the next page and back to the first. The browser's own way back leads to the one before. It goes with its page. */
export function Pager({ page, isLater, addressOf }: PagerProps): JSX.Element | null {
  if (!isLater && !page.has_more) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {isLater && (
        <a href={addressOf(undefined)} onClick={focusHeading}>
          First page
        </a>
      )}
      {page.has_more && page.last_id !== null && (
        <a href={addressOf(page.last_id)} onClick={focusHeading}>
          Next page
        </a>
      )}
    </nav>
  );
}
