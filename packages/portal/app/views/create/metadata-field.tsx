import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

export interface MetadataFieldProps {
  readonly value: string;
  onInput(value: string): void;
}

/** Pairs that are kept with the batch, one a line. */
export function MetadataField({ value, onInput }: MetadataFieldProps): JSX.Element {
  const id = useId();
  const change = (field: HTMLTextAreaElement): void => {
    field.setCustomValidity(pairsOf(field.value) ? '' : 'Write name=value, one on each line.');
    onInput(field.value);
  };
  return (
    <div class="field">
      <label for={id}>Metadata</label>
      <textarea
        id={id}
        rows={2}
        value={value}
        placeholder="team=search"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => change(currentTarget)}
      />
      <p class="hint" id={`${id}-hint`}>
        One name=value a line; batches are found by it.
      </p>
    </div>
  );
}

/** The pairs of a text; undefined when a line is none. */
export function pairsOf(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split('\n').flatMap((line) => line.trim() || []);
  const pairs = lines.map((line) => /^([^=]+?)\s*=\s*(.*)$/.exec(line));
  if (pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}
