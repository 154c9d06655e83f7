import { listPages } from '../../client/list-pages.ts';
import { bulkActionsPath, type WireRecordedAction } from '../../client/wire-bulk-action.ts';
import { exitCodes } from '../../exit-code.ts';
import { bulkActionListView } from '../../views/bulk-action-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const bulkLsVerb: Verb = defineClientVerb({
  name: 'bulk ls',
  summary: 'list actions on many batches, newest first',
  description: 'Lists the actions of the bulk verbs and of the portal, the newest first, and how far each is.',
  flags: listFlags,
  examples: [['spillway bulk ls', 'the newest 20']],
  async run({ api, flags, output, clock }) {
    const pages = listPages<WireRecordedAction>({ api, path: bulkActionsPath(), pageLimit: 100, ...extentOf(flags) });
    await showList(output, pages, bulkActionListView(clock.now()));
    return exitCodes.ok;
  },
});
