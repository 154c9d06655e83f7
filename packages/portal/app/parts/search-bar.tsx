import type { ComponentChildren, JSX } from 'preact';

export interface SearchBarProps {
  readonly children: ComponentChildren;
  onSearch(): void;
}

/** Fields that choose what is shown. */
export function SearchBar({ children, onSearch }: SearchBarProps): JSX.Element {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onSearch();
  };
  return (
    <search>
      <form class="bar" onSubmit={submit}>
        {children}
      </form>
    </search>
  );
}
