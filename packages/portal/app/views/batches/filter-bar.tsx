import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { priorities } from '../../format/priority.ts';
import { SelectField, TextField } from '../../parts/field.tsx';
import { SearchBar } from '../../parts/search-bar.tsx';
import { useDraft } from '../../parts/use-draft.ts';
import { isOperator } from '../../session/session.ts';
import type { BatchFilter } from './batch-filter.ts';

type Options = readonly (readonly [value: string, shown: string])[];

const live = 'validating,in_progress,finalizing,cancelling';
const ended = 'completed,failed,expired,cancelled';
const single = [...live.split(','), ...ended.split(',')].map((status) => [status, status.replace('_', ' ')] as const);
const statuses: Options = [['', 'any'], [live, 'not ended'], [ended, 'ended'], ...single];
const orders: Options = [
  ['', 'newest first'],
  ['oldest', 'oldest first'],
  ['deadline', 'soonest deadline first'],
];
const spans: Options = [
  ['', 'any time'],
  ['newer 1h', 'in the last hour'],
  ['newer 1d', 'in the last day'],
  ['newer 7d', 'in the last 7 days'],
  ['newer 30d', 'in the last 30 days'],
  ['older 1d', 'more than a day ago'],
  ['older 7d', 'more than 7 days ago'],
];

export interface FilterBarProps {
  readonly filter: BatchFilter;
  readonly order: string;
}

/** Chooses which batches are shown, in the address. */
export function FilterBar({ filter, order }: FilterBarProps): JSX.Element {
  const [wanted, setWanted] = useDraft(filter);
  const show = (next: BatchFilter, inOrder = order): void => go(addressOf(['batches'], { ...next, order: inOrder }));
  const find = (): void => {
    const { search = '' } = wanted;
    // A request is found by its id, too.
    if (search.startsWith('batch_req_')) go(addressOf(['requests', search]));
    else show(wanted);
  };
  const text = (word: keyof BatchFilter, label: string, attributes: object = {}): JSX.Element => (
    <TextField
      label={label}
      type="search"
      value={wanted[word] ?? ''}
      onInput={(value) => setWanted({ ...wanted, [word]: value.trim() })}
      {...attributes}
    />
  );
  const choice = (word: keyof BatchFilter, label: string, options: Options): JSX.Element => (
    <SelectField
      label={label}
      value={filter[word] ?? ''}
      options={withValue(options, filter[word])}
      onInput={(value) => show({ ...wanted, [word]: value })}
    />
  );
  const more = useRef<HTMLDetailsElement>(null);
  const rest = Object.keys(filter).filter((word) => word !== 'search' && word !== 'status').length;
  // Opened for what it holds, and left as it is when that goes: the focus may be in it.
  useLayoutEffect(() => {
    if (rest > 0 && more.current) more.current.open = true;
  }, [rest]);
  return (
    <SearchBar onSearch={find}>
      {text('search', 'Search', { isSearch: true, placeholder: 'id or metadata' })}
      {choice('status', 'Status', statuses)}
      <SelectField label="Order" value={order} options={orders} onInput={(value) => show(wanted, value)} />
      <button type="submit">Find</button>
      <details class="more" ref={more}>
        <summary>More filters{rest > 0 && ` (${rest})`}</summary>
        <div class="fields">
          {choice('priority', 'Priority', [['', 'any'], ...priorities])}
          <Created filter={filter} onChange={(change) => show({ ...wanted, ...change })} />
          {text('model', 'Model')}
          {text('user', 'User')}
          {text('metadata', 'Metadata', { placeholder: 'name=value', pattern: '[^=]+=.*' })}
          {text('endpoint', 'Endpoint', { placeholder: '/v1/…' })}
          {isOperator.value && choice('all_tenants', 'Tenants', tenants)}
        </div>
      </details>
    </SearchBar>
  );
}

const tenants: Options = [
  ['', 'this one'],
  ['true', 'all'],
];

function Created({
  filter: { newer, older },
  onChange,
}: {
  readonly filter: BatchFilter;
  onChange(change: BatchFilter): void;
}): JSX.Element {
  const value = newer ? `newer ${newer}` : older ? `older ${older}` : '';
  const change = (next: string): void => {
    const [side = '', span = ''] = next.split(' ');
    onChange({ newer: '', older: '', ...(side !== '' && { [side]: span }) });
  };
  return <SelectField label="Created" value={value} options={withValue(spans, value)} onInput={change} />;
}

/** Somebody may have typed another one into the address. */
function withValue(options: Options, value = ''): Options {
  return options.some(([option]) => option === value) ? options : [...options, [value, value.replaceAll('_', ' ')]];
}
