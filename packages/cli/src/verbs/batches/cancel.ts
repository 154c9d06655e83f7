import { explainAbsence } from '../../client/absent-hint.ts';
import type { WireBatch } from '../../client/wire-batch.ts';
import { batchPath } from '../../watch/batch-updates.ts';
import { defineClientVerb } from '../client-verb.ts';
import { eachOperand } from '../each-operand.ts';
import type { Verb } from '../verb.ts';

export const cancelVerb: Verb = defineClientVerb({
  name: 'cancel',
  summary: 'end batches before they are done; what is finished is kept',
  operands: 'BATCH...',
  description:
    'Cancels batches. What is finished stays in their output files; the other requests stand in the error files as ' +
    'batch_cancelled, and can be run later with spillway retry.',
  flags: {},
  examples: [['spillway cancel batch_abc batch_def', 'both']],
  run: (call) =>
    eachOperand(call, async (id) => {
      const cancelled = await explainAbsence(call.api, { kind: 'batch', id }, () =>
        call.api.ask<WireBatch>({ method: 'POST', path: batchPath(id, '/cancel') }),
      );
      call.output.event({ event: 'cancelled', ...cancelled }, `${id}  ${cancelled.status}`);
    }),
});
