import { windowFlag } from '../batches/order-flags.ts';
import { defineClientVerb } from '../client-verb.ts';
import { choiceFlags } from '../dead-letters/chosen-dead-letters.ts';
import type { Verb } from '../verb.ts';
import { actExits, actFlags, carryOut } from './carry-out.ts';
import { deadLetterChoice } from './dead-letter-choice.ts';

export const bulkRequeueVerb: Verb = defineClientVerb({
  name: 'bulk requeue',
  summary: 'run all dead letters again that match',
  operands: '[REQUEST...]',
  description:
    'As dead-letters requeue, but carried out by the server batch by batch: it can be watched and stopped, and goes on when ' +
    'this command is gone.',
  flags: {
    ...choiceFlags,
    ...actFlags,
    within: { ...windowFlag, help: 'how long each batch may take from then on. Default: the window of each batch' },
  },
  exits: actExits,
  examples: [['spillway bulk requeue --fingerprint 055693cb12b4113b --yes --watch', 'all that failed in one way']],
  run: (call) =>
    carryOut(call, {
      action: 'requeue_dead_letters',
      filter: deadLetterChoice(call.flags, call.operands, 'run again'),
      ...(call.flags.within !== undefined && { completion_window: call.flags.within }),
    }),
});
