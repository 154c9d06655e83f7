import type { JSX } from 'preact';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { TextField } from '../../parts/field.tsx';
import { SearchBar } from '../../parts/search-bar.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';

/** Chooses which dead letters are shown, in the address. */
export function FilterForm({ filter }: { readonly filter: DeadLetterFilter }): JSX.Element {
  const [wanted, setWanted] = useDraft(filter);
  const field = (name: keyof DeadLetterFilter, label: string): JSX.Element => (
    <TextField
      label={label}
      type="search"
      value={wanted[name] ?? ''}
      isSearch={name === 'code'}
      onInput={(value) => setWanted({ ...wanted, [name]: value.trim() })}
    />
  );
  const { fingerprint, ...rest } = filter;
  return (
    <SearchBar onSearch={() => go(addressOf(['dead-letters'], { ...wanted }))}>
      {field('code', 'Code')}
      {field('model', 'Model')}
      {field('batch_id', 'Batch')}
      <button type="submit">Find</button>
      {fingerprint && (
        <p class="of-group">
          Of the group <code>{fingerprint}</code>. <a href={addressOf(['dead-letters'], rest)}>Of all groups</a>
        </p>
      )}
    </SearchBar>
  );
}
