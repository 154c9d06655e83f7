import type { DeadLetterDrop } from '@spillway/api-types';
import { deadLettersPath } from '../../client/dead-letters-path.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { switchFlag } from '../../flags/flag.ts';
import { countOf, formatCount } from '../../terminal/amount.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { choiceFlags, chosenDeadLetters } from './chosen-dead-letters.ts';

const flags = {
  ...choiceFlags,
  yes: switchFlag({ help: 'do it; without it nothing is dropped', short: 'y' }),
};

export const deadLettersDropVerb: Verb = defineClientVerb({
  name: 'dead-letters drop',
  summary: 'take requests off the list that were given up',
  operands: '[REQUEST...]',
  description:
    'Says which requests would leave the list, and with --yes takes them off it: they count as failed from then on, and ' +
    'their lines stay in the error files. They can still be run again, by a retry of failed requests. Batches that still ' +
    'run are left out.',
  flags,
  examples: [
    ['spillway dead-letters drop --fingerprint 055693cb12b4113b', 'how many failed in this way'],
    ['spillway dead-letters drop --fingerprint 055693cb12b4113b --yes', 'takes them off the list'],
    ['spillway dead-letters drop batch_req_abc_17 --yes', 'one request'],
  ],
  async run(call) {
    const { api, operands, flags } = call;
    const json = { ...chosenDeadLetters(flags, operands, 'drop'), dry_run: !flags.yes };
    return announce(call, await api.ask<DeadLetterDrop>({ method: 'POST', path: deadLettersPath('/drop'), json }));
  },
});

function announce({ output }: ClientCall<typeof flags>, answer: DeadLetterDrop): ExitCode {
  const { matched, dropped, batches, skipped, dry_run: isDry } = answer;
  const lines = batches.map((batch) => `${batch.batch_id}  ${countOf(batch.requests, 'request')}`);
  const where = `${formatCount(batches.length)} ${batches.length === 1 ? 'batch' : 'batches'}`;
  const does = isDry ? 'would be dropped' : 'dropped';
  lines.push(`${countOf(dropped, 'dead letter')} of ${formatCount(matched)} ${does}, in ${where}`);
  output.event({ event: isDry ? 'would_drop' : 'dropped', ...answer }, lines.join('\n'));
  for (const { message, requests } of skipped) output.note(`left out: ${countOf(requests, 'request')}. ${message}`);
  if (isDry && dropped > 0) output.note('  nothing is dropped yet; add --yes');
  return dropped === 0 && skipped.length > 0 ? exitCodes.refused : exitCodes.ok;
}
