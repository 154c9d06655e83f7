import type { JSX } from 'preact';
import { TextField } from './field.tsx';

export interface WindowFieldProps {
  readonly value: string;
  readonly label?: string;
  readonly hint?: string;
  readonly required?: boolean;
  onInput(value: string): void;
}

const usual = ['30m', '1h', '2h', '4h', '12h', '24h', '3d', '7d'];

/** How long a batch may take. */
export function WindowField({
  value,
  label = 'Window',
  hint = 'A number with m, h or d: the time until the deadline.',
  required = true,
  onInput,
}: WindowFieldProps): JSX.Element {
  return (
    <TextField
      label={label}
      hint={hint}
      value={value}
      onInput={onInput}
      options={usual}
      pattern="\d+[mhd]"
      required={required}
    />
  );
}
