import type { DeadLetterRequeue } from '@spillway/api-types';
import { deadLettersPath } from '../../client/dead-letters-path.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { switchFlag } from '../../flags/flag.ts';
import { countOf, formatCount } from '../../terminal/amount.ts';
import { windowFlag } from '../batches/order-flags.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { choiceFlags, chosenDeadLetters } from './chosen-dead-letters.ts';

const flags = {
  ...choiceFlags,
  'dry-run': switchFlag({ help: 'only say what would happen' }),
  within: { ...windowFlag, help: 'how long it may take from now on. Default: the window of each batch' },
};

export const deadLettersRequeueVerb: Verb = defineClientVerb({
  name: 'dead-letters requeue',
  summary: 'run requests again that were given up',
  operands: '[REQUEST...]',
  description:
    'Reopens the batches of the requests that it is given, or that the flags choose: they run again, and when a batch ' +
    'ends it has new files that hold all of its requests. Batches that still run are left out. With --dry-run it changes ' +
    'nothing and says what it would do.',
  flags,
  examples: [
    ['spillway dead-letters requeue --all --dry-run', 'how many there are, in which batches'],
    ['spillway dead-letters requeue --batch batch_abc --code timeout --within 2h', 'some of one batch'],
    ['spillway dead-letters requeue batch_req_abc_17', 'one request'],
  ],
  async run(call) {
    const { api, operands, flags } = call;
    const json = {
      ...chosenDeadLetters(flags, operands, 'run again'),
      ...(flags.within !== undefined && { completion_window: flags.within }),
      dry_run: flags['dry-run'],
    };
    return announce(
      call,
      await api.ask<DeadLetterRequeue>({ method: 'POST', path: deadLettersPath('/requeue'), json }),
    );
  },
});

function announce({ output, command }: ClientCall<typeof flags>, answer: DeadLetterRequeue): ExitCode {
  const { matched, batches, skipped, reopened, dry_run: isDry } = answer;
  const requests = batches.reduce((sum, batch) => sum + batch.requests, 0);
  const [event, does] = isDry ? ['would_requeue', 'would run again'] : ['requeued', 'run again'];
  const lines = batches.map((batch) => `${batch.batch_id}  ${countOf(batch.requests, 'request')}`);
  const where = `${formatCount(batches.length)} ${batches.length === 1 ? 'batch' : 'batches'}`;
  lines.push(`${countOf(requests, 'dead letter')} of ${formatCount(matched)} ${does}, in ${where}`);
  output.event({ event, ...answer }, lines.join('\n'));
  for (const { message, requests: left } of skipped) output.note(`left out: ${countOf(left, 'request')}. ${message}`);
  for (const { id } of reopened) output.note(`  watch it  ${command('watch', id)}`);
  return batches.length === 0 && skipped.length > 0 ? exitCodes.refused : exitCodes.ok;
}
