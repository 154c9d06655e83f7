import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Labelled {
  readonly label: string;
  readonly hint?: ComponentChildren;
}

export interface TextFieldProps extends Labelled {
  readonly value: string;
  readonly type?: 'text' | 'password' | 'search' | 'number' | 'date';
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly pattern?: string;
  readonly min?: number;
  readonly autoComplete?: string;
  /** Known values to choose from. */
  readonly options?: readonly string[];
  /** Where `/` goes. */
  readonly isSearch?: boolean;
  onInput(value: string): void;
}

export function TextField({ label, hint, options, isSearch, onInput, ...rest }: TextFieldProps): JSX.Element {
  const id = useId();
  const attributes = {
    ...rest,
    id,
    spellcheck: false,
    'data-search': isSearch,
    ...(hint !== undefined && { 'aria-describedby': `${id}-hint` }),
    ...(options && { list: `${id}-options` }),
  } as JSX.IntrinsicElements['input'];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input {...attributes} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
      {options && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

export interface SelectFieldProps extends Labelled {
  readonly value: string;
  /** Values and what is shown for them. */
  readonly options: readonly (readonly [value: string, shown: string])[];
  onInput(value: string): void;
}

export function SelectField({ label, hint, value, options, onInput }: SelectFieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onInput={({ currentTarget }) => onInput(currentTarget.value)}>
        {options.map(([option, shown]) => (
          <option key={option} value={option}>
            {shown}
          </option>
        ))}
      </select>
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}
