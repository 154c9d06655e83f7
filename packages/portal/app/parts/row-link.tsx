import type { ComponentChildren, JSX } from 'preact';

/** The link of a row, at which `j` and `k` stop. */
export function RowLink({ to, children }: { readonly to: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <a class="row-link" href={to} data-row>
      {children}
    </a>
  );
}
