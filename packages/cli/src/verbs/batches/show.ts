import type { BatchEvent, BatchOutlook } from '@spillway/api-types';
import { requestStatuses } from '@spillway/core';
import { explainAbsence } from '../../client/absent-hint.ts';
import type { ApiClient } from '../../client/api-client.ts';
import { listPages } from '../../client/list-pages.ts';
import { ServerRefusal } from '../../client/server-refusal.ts';
import { hasEnded } from '../../client/wire-batch.ts';
import { isRequestId, requestPath, type WireRequest } from '../../client/wire-request.ts';
import { exitCodes } from '../../exit-code.ts';
import { parsedFlag, switchFlag, textFlag } from '../../flags/flag.ts';
import { batchText } from '../../views/batch-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { requestListView, requestText } from '../../views/request-view.ts';
import { batchPath, getBatch } from '../../watch/batch-updates.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

const flags = {
  requests: switchFlag({ help: 'list the requests of the batch, in the order of the input', short: 'r' }),
  status: parsedFlag({
    help: `list only the requests that are ${requestStatuses.join(', ')}`,
    value: 'STATUS',
    wish: `one of ${requestStatuses.join(', ')}`,
    parse: (text) => requestStatuses.find((status) => status === text),
  }),
  'custom-id': textFlag({ help: 'list only the requests with this custom_id', value: 'ID' }),
  ...listFlags,
};

type ShowCall = ClientCall<typeof flags>;

export const showVerb: Verb = defineClientVerb({
  name: 'show',
  summary: 'show a batch, its requests, or one request with its input and output',
  operands: 'BATCH|REQUEST',
  description:
    'Shows all that is known of a batch: counts, times, estimate, files, what is wrong with its input, what has ' +
    'happened to it, and why it may be late. With --requests it lists the requests; of a request it shows the lines of input and output, too.',
  flags,
  examples: [
    ['spillway show batch_abc', 'the batch, with its timeline'],
    ['spillway show batch_abc --requests --status failed', 'what failed, and why'],
    ['spillway show batch_req_abc_17', 'one request, with its input and output'],
  ],
  async run(call) {
    const { flags, operand } = call;
    if (isRequestId(operand)) await showRequest(call);
    else if (flags.requests || flags.status !== undefined || flags['custom-id'] !== undefined) await showRequests(call);
    else await showBatch(call);
    return exitCodes.ok;
  },
});

async function showBatch({ api, operand: id, output, clock }: ShowCall): Promise<void> {
  const batch = await getBatch(api, id);
  const timeline = await timelineOf(api, id);
  const outlook = hasEnded(batch) ? undefined : await outlookOf(api, id);
  output.event({ event: 'batch', ...batch }, batchText({ batch, timeline, outlook, nowMs: clock.now() }));
  if (output.json && outlook) output.event({ event: 'outlook', ...outlook }, '');
  if (output.json) for (const happened of timeline) output.event({ event: 'timeline', ...happened }, '');
}

async function timelineOf(api: ApiClient, id: string): Promise<readonly BatchEvent[]> {
  const page = await ifKnown(api.ask<{ data: readonly BatchEvent[] }>({ path: batchPath(id, '/timeline') }));
  return page?.data ?? [];
}

/** What is to be expected of a batch that runs, and why it takes so long. */
function outlookOf(api: ApiClient, id: string): Promise<BatchOutlook | undefined> {
  return ifKnown(api.ask<BatchOutlook>({ path: batchPath(id, '/outlook') }));
}

/** Other servers tell nothing of such things. */
async function ifKnown<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (ServerRefusal.behind(error, 404)) return undefined;
    throw error;
  }
}

async function showRequests({ api, operand: id, flags, output }: ShowCall): Promise<void> {
  const query = { status: flags.status, custom_id: flags['custom-id'] };
  const options = { api, path: batchPath(id, '/requests'), query, pageLimit: 100, ...extentOf(flags) };
  // A batch that is not there is told from a server that has no such list.
  await getBatch(api, id);
  await showList(output, listPages<WireRequest>(options), requestListView);
}

/** The text is never parsed and written again: the numbers of a body would change. */
async function showRequest({ api, operand: id, output, clock }: ShowCall): Promise<void> {
  const json = await explainAbsence(api, { kind: 'request', id }, () => api.text({ path: requestPath(id) }));
  if (output.json) await output.data(Buffer.from(`{"event":"request",${json.trim().slice(1)}\n`));
  else output.text(requestText(json, clock.now()));
}
