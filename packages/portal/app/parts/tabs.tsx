import type { JSX } from 'preact';

export interface TabsProps {
  /** What they are parts of. */
  readonly label: string;
  readonly tabs: readonly { readonly title: string; readonly to: string; readonly isCurrent: boolean }[];
}

/** Links to the parts of a view. */
export function Tabs({ label, tabs }: TabsProps): JSX.Element {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ title, to, isCurrent }) => (
        <a key={title} href={to} aria-current={isCurrent ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
