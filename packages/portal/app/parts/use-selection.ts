import { useState } from 'preact/hooks';
import { tenant } from '../session/session.ts';
import type { Choice } from './data-table.tsx';

/** Which records are chosen: some by their ids, on whichever pages, or all that a filter names. */
export interface Selection<Row> {
  readonly ids: ReadonlySet<string>;
  /** Whether it is all that match. */
  readonly all: boolean;
  /** The boxes before the rows of a page. */
  choiceOf(page: readonly Row[]): Choice<Row>;
  chooseAll(): void;
  clear(): void;
}

interface State {
  readonly of: string;
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
}

/** A selection among what `subject` names; of something else, and for another tenant, nothing is chosen yet. */
export function useSelection<Row extends { readonly id: string }>(
  subject: string,
  nameOf: (row: Row) => string,
): Selection<Row> {
  const name = `${tenant.value ?? ''} ${subject}`;
  const none: State = { of: name, ids: new Set(), all: false };
  const [kept, setState] = useState(none);
  const state = kept.of === name ? kept : none;
  const keep = (ids: Iterable<string>): void => setState({ of: name, ids: new Set(ids), all: false });
  return {
    ids: state.ids,
    all: state.all,
    choiceOf(page) {
      const onPage = page.map(({ id }) => id);
      // Who takes one out of all has the others of the page left: nothing is chosen that was not seen.
      const before = state.all ? new Set(onPage) : state.ids;
      return {
        nameOf,
        isChosen: ({ id }) => before.has(id),
        choose: ({ id }, chosen) => keep(chosen ? [...before, id] : [...before].filter((one) => one !== id)),
        chooseAll: (chosen) => keep(chosen ? [...before, ...onPage] : [...before].filter((id) => !onPage.includes(id))),
      };
    },
    chooseAll: () => setState({ of: name, ids: new Set(), all: true }),
    clear: () => setState(none),
  };
}
