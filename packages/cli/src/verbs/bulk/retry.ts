import { windowFlag } from '../batches/order-flags.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { batchChoice, batchChoiceFlags } from './batch-choice.ts';
import { actExits, actFlags, carryOut } from './carry-out.ts';

export const bulkRetryVerb: Verb = defineClientVerb({
  name: 'bulk retry',
  summary: 'run again what did not succeed in all ended batches that match',
  operands: '[BATCH...]',
  description:
    'Says how many batches match and have requests that did not succeed, asks, and leaves the rest to the server, which ' +
    'goes on when this command is gone. Batches that end afterwards are left alone.',
  flags: {
    ...batchChoiceFlags,
    ...actFlags,
    within: { ...windowFlag, help: 'how long each may take from its retry on. Default: the window of each batch' },
  },
  exits: actExits,
  examples: [
    ['spillway bulk retry --status expired --newer 24h', 'what ran out of time in the last day'],
    ['spillway bulk retry --all --within 6h --yes', 'everything that did not succeed'],
  ],
  run: (call) => {
    const { flags, operands, clock } = call;
    return carryOut(call, {
      action: 'retry',
      filter: batchChoice(flags, operands, { what: 'retry', nowMs: clock.now() }),
      ...(flags.within !== undefined && { completion_window: flags.within }),
    });
  },
});
