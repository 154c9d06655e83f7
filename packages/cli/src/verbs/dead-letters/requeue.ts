import { SpillwayError } from '@spillway/core';
import { deadLettersPath, type WireRequeue } from '../../client/wire-dead-letter.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { switchFlag } from '../../flags/flag.ts';
import { countOf, formatCount } from '../../terminal/amount.ts';
import { windowFlag } from '../batches/order-flags.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { filterFlags, filterOf } from './filter-flags.ts';

const flags = {
  ...filterFlags,
  all: switchFlag({ help: 'all of them; needed where nothing else says which' }),
  'dry-run': switchFlag({ help: 'only say what would happen' }),
  within: { ...windowFlag, help: 'how long it may take from now on. Default: the window of each batch' },
};

type RequeueCall = ClientCall<typeof flags>;

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
    refuseUnchosen(call);
    const { api, operands, flags } = call;
    const json = {
      ...filterOf(flags),
      ...(operands.length > 0 && { request_ids: operands }),
      ...(flags.within !== undefined && { completion_window: flags.within }),
      dry_run: flags['dry-run'],
    };
    return announce(call, await api.ask<WireRequeue>({ method: 'POST', path: deadLettersPath('/requeue'), json }));
  },
});

/** A forgotten flag must not run everything again. */
function refuseUnchosen({ flags, operands }: RequeueCall): void {
  const { all, batch, model, code } = flags;
  const isChosen = operands.length > 0 || [batch, model, code].some((value) => value !== undefined);
  if (all && isChosen) throw misused('--all goes with nothing that chooses some.', 'Leave out one of them.');
  if (!all && !isChosen) {
    throw misused(
      'Nothing says which dead letters to run again.',
      'Name requests, use --batch, --model or --code, or --all.',
    );
  }
}

function misused(message: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param: '--all', hint });
}

function announce({ output, command }: RequeueCall, answer: WireRequeue): ExitCode {
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
