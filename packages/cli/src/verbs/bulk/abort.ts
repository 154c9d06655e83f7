import { explainAbsence } from '../../client/absent-hint.ts';
import { bulkActionsPath, type WireRecordedAction } from '../../client/wire-bulk-action.ts';
import { progressText } from '../../views/bulk-action-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import { eachOperand } from '../each-operand.ts';
import type { Verb } from '../verb.ts';

export const bulkAbortVerb: Verb = defineClientVerb({
  name: 'bulk abort',
  summary: 'stop bulk actions; what they did stays done',
  operands: 'ACTION...',
  description: 'Stops each action before its next batch. One that has ended stays as it is.',
  flags: {},
  examples: [['spillway bulk abort bulk_abc', 'one action']],
  run: (call) =>
    eachOperand(call, async (id) => {
      const path = bulkActionsPath(`/${encodeURIComponent(id)}/cancel`);
      const action = await explainAbsence(call.api, { kind: 'bulk action', id }, () =>
        call.api.ask<WireRecordedAction>({ method: 'POST', path }),
      );
      call.output.event({ event: 'bulk_aborted', ...action }, `${id}  ${action.status}  ${progressText(action)}`);
    }),
});
