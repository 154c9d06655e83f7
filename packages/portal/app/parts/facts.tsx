import type { ComponentChildren, JSX } from 'preact';

/** Names and values. What is undefined is left out. */
export function Facts({ of }: { readonly of: Readonly<Record<string, ComponentChildren>> }): JSX.Element {
  const known = Object.entries(of).filter(([, value]) => value !== undefined);
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? <span class="absent">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
