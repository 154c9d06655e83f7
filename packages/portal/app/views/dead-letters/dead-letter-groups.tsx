import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import type { DeadLetter } from '../../api/request.ts';
import { counted, countText } from '../../format/amount.ts';
import { DataTable } from '../../parts/data-table.tsx';
import type { DeadLetterFilter } from './dead-letter-filter.ts';

export interface DeadLetterGroupsProps {
  readonly letters: readonly DeadLetter[];
  /** Whether there are no more than these. */
  readonly isAll: boolean;
  readonly filter: DeadLetterFilter;
}

/** How many ended with which code on which model. */
export function DeadLetterGroups({ letters, isAll, filter }: DeadLetterGroupsProps): JSX.Element {
  const groups = Map.groupBy(letters, (letter) => JSON.stringify([codeOf(letter), letter.model]));
  const rows = [...groups.values()].toSorted((left, right) => right.length - left.length);
  const whole = isAll ? 'Groups' : `Groups among these ${counted(letters.length, 'dead letter')}`;
  return (
    <DataTable
      caption={whole}
      rows={rows}
      keyOf={([first]) => `${first && codeOf(first)} ${first?.model}`}
      columns={[
        {
          head: 'Code',
          cell: ([first]) =>
            first && (
              <a href={addressOf(['dead-letters'], { ...filter, code: codeOf(first), model: first.model })}>
                <code>{codeOf(first)}</code>
              </a>
            ),
        },
        { head: 'Model', cell: ([first]) => first?.model },
        { head: 'Requests', align: 'end', cell: ({ length }) => countText(length) },
        {
          head: 'Last message',
          wide: true,
          cell: ([first]) => <span class="prose">{first?.last_attempt?.message ?? '–'}</span>,
        },
      ]}
    />
  );
}

/** What ended the last attempt says more than that there was an end to them. */
export function codeOf({ last_attempt: last, error_code: code }: DeadLetter): string {
  return last?.code ?? code ?? 'unknown';
}
