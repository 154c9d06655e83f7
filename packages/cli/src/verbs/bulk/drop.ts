import { defineClientVerb } from '../client-verb.ts';
import { choiceFlags } from '../dead-letters/chosen-dead-letters.ts';
import type { Verb } from '../verb.ts';
import { actExits, actFlags, carryOut } from './carry-out.ts';
import { deadLetterChoice } from './dead-letter-choice.ts';

export const bulkDropVerb: Verb = defineClientVerb({
  name: 'bulk drop',
  summary: 'take all dead letters off the list that match',
  operands: '[REQUEST...]',
  description:
    'As dead-letters drop, but carried out by the server batch by batch: it can be watched and stopped, and goes on when ' +
    'this command is gone.',
  flags: { ...choiceFlags, ...actFlags },
  exits: actExits,
  examples: [['spillway bulk drop --model old-model --yes', 'what nobody wants any more']],
  run: (call) =>
    carryOut(call, { action: 'drop_dead_letters', filter: deadLetterChoice(call.flags, call.operands, 'drop') }),
});
