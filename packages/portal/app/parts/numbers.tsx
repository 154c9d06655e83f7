import type { ComponentChildren, JSX } from 'preact';

export interface NumbersProps {
  /** What the numbers are of. */
  readonly label: string;
  readonly of: readonly (readonly [
    name: string,
    value: ComponentChildren,
    note?: string | undefined,
    to?: string | undefined,
  ])[];
}

/** A few large numbers in a row. */
export function Numbers({ label, of }: NumbersProps): JSX.Element {
  return (
    <section aria-label={label}>
      <dl class="numbers">
        {of.map(([name, value, note, to]) => (
          <div key={name}>
            <dt>{to === undefined ? name : <a href={to}>{name}</a>}</dt>
            <dd>
              <strong>{value}</strong>
              {note !== undefined && <span class="hint">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
