import { reportEnded } from '../../watch/report-ended.ts';
import { watchBatch } from '../../watch/watch-batch.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { watchExits } from './watch-exits.ts';

export const watchVerb: Verb = defineClientVerb({
  name: 'watch',
  summary: 'show the progress of a batch until it has ended',
  operands: 'BATCH',
  description:
    'Shows how far a batch is, how fast it goes, and when it is expected to end beside its deadline: one live line on a ' +
    'terminal, a line now and then elsewhere. Ctrl-C leaves the batch running.',
  flags: {},
  examples: [['spillway watch batch_abc', 'until it has ended']],
  exits: watchExits,
  async run(call) {
    return reportEnded(call, await watchBatch(call, call.operand));
  },
});
