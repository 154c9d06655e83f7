import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { batchChoice, batchChoiceFlags } from './batch-choice.ts';
import { actExits, actFlags, carryOut } from './carry-out.ts';

export const bulkCancelVerb: Verb = defineClientVerb({
  name: 'bulk cancel',
  summary: 'end all batches that match; what is finished is kept',
  operands: '[BATCH...]',
  description:
    'Says how many batches match and run, asks, and leaves the rest to the server, which goes on when this command is gone. ' +
    'Batches that are created afterwards are left alone.',
  flags: { ...batchChoiceFlags, ...actFlags },
  exits: actExits,
  examples: [
    ['spillway bulk cancel --metadata team=search --dry-run', 'how many there are'],
    ['spillway bulk cancel --user ada --older 2d --yes --watch', 'those of one user, with the progress'],
  ],
  run: (call) => {
    const { flags, operands, clock } = call;
    return carryOut(call, {
      action: 'cancel',
      filter: batchChoice(flags, operands, { what: 'cancel', nowMs: clock.now() }),
    });
  },
});
