import type { JSX } from 'preact';

/** The end of an id, which tells it from its neighbours; all of it for those who point at it. */
export function ShortId({ id }: { readonly id: string }): JSX.Element {
  return <code title={id}>…{id.slice(-8)}</code>;
}
