import type { ComponentChildren, JSX } from 'preact';

export interface RowLinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  /** Before the link is followed in this tab. */
  readonly onFollow?: () => void;
}

/** The link of a row, at which `j` and `k` stop. */
export function RowLink({ to, children, onFollow }: RowLinkProps): JSX.Element {
  const follow = ({ ctrlKey, metaKey, shiftKey }: MouseEvent): void => {
    if (!ctrlKey && !metaKey && !shiftKey) onFollow?.();
  };
  return (
    <a class="row-link" href={to} data-row onClick={follow}>
      {children}
    </a>
  );
}
