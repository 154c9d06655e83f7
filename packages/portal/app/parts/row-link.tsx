import type { ComponentChildren, JSX } from 'preact';

export interface RowLinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  /** Before the link is followed. */
  readonly onFollow?: () => void;
}

/** The link of a row, at which `j` and `k` stop. */
export function RowLink({ to, children, onFollow }: RowLinkProps): JSX.Element {
  return (
    <a class="row-link" href={to} data-row onClick={onFollow}>
      {children}
    </a>
  );
}
