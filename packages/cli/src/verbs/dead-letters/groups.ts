import type { DeadLetterGroups } from '@spillway/api-types';
import { deadLettersPath } from '../../client/dead-letters-path.ts';
import { exitCodes } from '../../exit-code.ts';
import { formatCount } from '../../terminal/amount.ts';
import { textTable } from '../../terminal/text-table.ts';
import { deadLetterGroupColumns, deadLetterGroupRow } from '../../views/dead-letter-group-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { filterFlags, filterOf } from './filter-flags.ts';

export const deadLettersGroupsVerb: Verb = defineClientVerb({
  name: 'dead-letters groups',
  summary: 'count requests that were given up by how they failed',
  description:
    'Shows the most frequent ways in which requests were given up, with a fingerprint by which the other commands choose ' +
    'the same: by model, by code, and by message but for its numbers, names and quotations.',
  flags: filterFlags,
  examples: [
    ['spillway dead-letters groups', 'what went wrong'],
    ['spillway dead-letters requeue --fingerprint 055693cb12b4113b', 'runs all again that failed in one way'],
  ],
  async run({ api, flags, output, clock }) {
    const path = deadLettersPath('/groups');
    const { data, complete, looked_at } = await api.ask<DeadLetterGroups>({ path, query: filterOf(flags) });
    if (output.json) for (const group of data) output.event({ event: 'dead_letter_group', ...group }, '');
    else if (data.length > 0) {
      const rows = data.map(deadLetterGroupRow(clock.now()));
      output.text(textTable({ columns: deadLetterGroupColumns, rows, width: output.columns }).join('\n'));
    }
    if (data.length === 0) output.note('There are no such dead letters.');
    if (!complete) output.note(`These are not all: ${formatCount(looked_at)} dead letters were counted, the newest.`);
    return exitCodes.ok;
  },
});
