import { SpillwayError } from '@spillway/core';
import { explainAbsence } from '../../client/absent-hint.ts';
import type { ApiCall } from '../../client/api-client.ts';
import type { WireBatch } from '../../client/wire-batch.ts';
import { isRequestId, requestPath } from '../../client/wire-request.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { wordsFlag } from '../../flags/flag.ts';
import { batchPath } from '../../watch/batch-updates.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { windowFlag } from './order-flags.ts';

const retryable = ['failed', 'dead_lettered', 'expired', 'cancelled', 'completed'];

const flags = {
  status: wordsFlag(retryable, {
    help: `only what ended as one of ${retryable.join(', ')}. Default: all but completed`,
    value: 'STATUS',
  }),
  within: { ...windowFlag, help: 'how long it may take from now on. Default: the window of the batch' },
};

type RetryCall = ClientCall<typeof flags>;

export const retryVerb: Verb = defineClientVerb({
  name: 'retry',
  summary: 'run again what failed in an ended batch, or one request',
  operands: 'BATCH|REQUEST',
  description:
    'Reopens an ended batch: the requests that have no good answer, or those that --status names, run again, and when ' +
    'it ends the batch has new files that hold all of its requests. Given a request, it runs that one again.',
  flags,
  examples: [
    ['spillway retry batch_abc', 'all that failed, expired or was cancelled'],
    ['spillway retry batch_abc --status expired --within 2h', 'only what the deadline cut off'],
    ['spillway retry batch_req_abc_17', 'one request'],
  ],
  async run(call) {
    const { api, operand: id } = call;
    const kind = isRequestId(id) ? 'request' : 'batch';
    const reopened = await explainAbsence(api, { kind, id }, () => api.ask<WireBatch>(retryCall(call)));
    return announce(call, reopened);
  },
});

function retryCall({ operand: id, flags }: RetryCall): ApiCall {
  if (!isRequestId(id)) {
    const statuses = flags.status.length === 0 ? {} : { statuses: flags.status };
    const window = flags.within === undefined ? {} : { completion_window: flags.within };
    return { method: 'POST', path: batchPath(id, '/retry'), json: { ...statuses, ...window } };
  }
  if (flags.status.length > 0 || flags.within !== undefined) {
    throw new SpillwayError('--status and --within are for whole batches.', {
      code: 'invalid_argument',
      param: flags.status.length > 0 ? '--status' : '--within',
      hint: 'Leave them out to retry one request.',
    });
  }
  return { method: 'POST', path: requestPath(id, '/retry') };
}

function announce({ output, command }: RetryCall, batch: WireBatch): ExitCode {
  output.event({ event: 'reopened', ...batch }, `${batch.id}  ${batch.status}`);
  output.note(`  watch it  ${command('watch', batch.id)}`);
  return exitCodes.ok;
}
