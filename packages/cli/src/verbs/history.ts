import type { BatchReport } from '@spillway/api-types';
import { listPages } from '../client/list-pages.ts';
import { exitCodes } from '../exit-code.ts';
import { parseDuration } from '../flags/duration.ts';
import { parsedFlag, textFlag } from '../flags/flag.ts';
import { historyView } from '../views/history-view.ts';
import { extentOf, listFlags, showList } from '../views/list-view.ts';
import { defineClientVerb } from './client-verb.ts';
import type { Verb } from './verb.ts';

const flags = {
  batch: textFlag({ help: 'only reports on this batch, one for each revision', value: 'ID' }),
  since: parsedFlag<number | undefined>({
    help: 'only batches that ended within this time. Default: all that is kept',
    value: 'TIME',
    wish: 'a duration such as 24h or 7d',
    fallback: undefined,
    parse: parseDuration,
  }),
  ...listFlags,
};

export const historyVerb: Verb = defineClientVerb({
  name: 'history',
  summary: 'what became of batches: deadlines kept, waits, attempts, cost',
  description:
    'Lists a report on each revision of a batch that ended, the last first: whether it kept its deadline, how many of its ' +
    'requests did, how long they waited, and what each pool cost. With a key of an operator, those of all tenants.',
  flags,
  examples: [
    ['spillway history --since 7d', 'the last week'],
    ["spillway history --all --json | jq -s 'map(.pools[].cost) | add'", 'what everything that is kept cost'],
  ],
  async run({ api, flags: { batch, since, ...list }, output, clock }) {
    const from = since === undefined ? undefined : Math.max(0, Math.floor((clock.now() - since) / 1_000));
    const query = { batch_id: batch, from };
    const pages = listPages<BatchReport>({ api, path: '/v1/history', query, pageLimit: 100, ...extentOf(list) });
    await showList(output, pages, historyView(clock.now()));
    return exitCodes.ok;
  },
});
