import { explainAbsence } from '../../client/absent-hint.ts';
import { bulkActionsPath, type WireRecordedAction } from '../../client/wire-bulk-action.ts';
import { exitCodes } from '../../exit-code.ts';
import { switchFlag } from '../../flags/flag.ts';
import { bulkActionText } from '../../views/bulk-action-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { actExits, watchToEnd } from './carry-out.ts';

export const bulkShowVerb: Verb = defineClientVerb({
  name: 'bulk show',
  summary: 'show what a bulk action did, and why it skipped batches',
  operands: 'ACTION',
  description: 'Shows how far an action is, and the first twenty batches that it skipped, or at which it failed.',
  flags: { watch: switchFlag({ help: 'show the progress until it has ended' }) },
  exits: actExits,
  examples: [['spillway bulk show bulk_abc --watch', 'until it has ended']],
  async run(call) {
    const { api, operand: id, output, clock, flags } = call;
    const path = bulkActionsPath(`/${encodeURIComponent(id)}`);
    const sought = { kind: 'bulk action', id } as const;
    const action = await explainAbsence(api, sought, () => api.ask<WireRecordedAction>({ path }));
    if (flags.watch) return watchToEnd(id, call);
    output.event({ event: 'bulk_action', ...action }, bulkActionText(action, clock.now()));
    return exitCodes.ok;
  },
});
