import { listPages } from '../../client/list-pages.ts';
import type { WireBatch } from '../../client/wire-batch.ts';
import { exitCodes } from '../../exit-code.ts';
import { batchListView } from '../../views/batch-list-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const lsVerb: Verb = defineClientVerb({
  name: 'ls',
  summary: 'list batches, newest first',
  description:
    'Lists the batches, the newest first: how far each is, when it ended, and of a running one when it is expected to ' +
    'end or is due.',
  flags: listFlags,
  examples: [
    ['spillway ls', 'the newest 20'],
    [`spillway ls --all --json | jq -r 'select(.status == "failed") | .id'`, 'for programs: one object a line'],
  ],
  async run({ api, flags, output, clock }) {
    const pages = listPages<WireBatch>({ api, path: '/v1/batches', pageLimit: 100, ...extentOf(flags) });
    await showList(output, pages, batchListView(clock.now()));
    return exitCodes.ok;
  },
});
