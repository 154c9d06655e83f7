import { basename } from 'node:path';
import type { BatchQuote } from '@spillway/api-types';
import { systemRandomness } from '@spillway/core';
import { uploadFile } from '../../client/upload-file.ts';
import { filePath } from '../../client/wire-file.ts';
import { exitCodes } from '../../exit-code.ts';
import { textFlag } from '../../flags/flag.ts';
import { readInput } from '../../run/read-input.ts';
import { formatBytes } from '../../terminal/amount.ts';
import { quoteText } from '../../views/quote-view.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { windowFlag } from './order-flags.ts';

const flags = {
  endpoint: textFlag({ help: 'path that the requests name. Default: the url of the first line', value: 'PATH' }),
  within: { ...windowFlag, fallbackText: '24h' },
};

type QuoteCall = ClientCall<typeof flags>;

/** Of an upload that could not be removed, and the shortest that servers keep files. */
const UPLOAD_LIFE_MS = 3_600_000;

export const quoteVerb: Verb = defineClientVerb({
  name: 'quote',
  summary: 'ask what a file of requests would take and cost',
  operands: 'FILE',
  description:
    'Uploads FILE for a moment, and says when its batch would be done and what it would cost on the fleet as configured, ' +
    'on spot and on dedicated alone, and whether it can be done in its window. No batch is created.',
  flags,
  examples: [
    ['spillway quote requests.jsonl --within 4h', 'can it be done in four hours?'],
    ['spillway quote requests.jsonl && spillway submit requests.jsonl', 'start it unless it cannot be done'],
  ],
  exits: [
    [0, 'it can be done, or nobody knows'],
    [1, 'it cannot: the window is too short, or the file does not validate; or no quote could be had'],
    [130, 'interrupted'],
  ],
  async run(call) {
    const { api, output } = call;
    const input = await readInput(call.operand, api.signal);
    const id = await upload(call, input.path);
    const quote = await ask(call, id, input.firstUrl).finally(() => remove(call, id));
    output.event({ event: 'quote', ...quote }, quoteText(quote, output.columns));
    return quote.feasible === 'no' || quote.errors ? exitCodes.refused : exitCodes.ok;
  },
});

async function upload({ api, output }: QuoteCall, path: string): Promise<string> {
  // A wrong key or address shows before a gigabyte was sent.
  await api.ask({ path: '/v1/batches', query: { limit: 1 } });
  const onSent = (sent: number, total: number): void => {
    output.live(`uploading ${basename(path)}: ${formatBytes(sent)} of ${formatBytes(total)}`);
  };
  const expiresInMs = UPLOAD_LIFE_MS;
  const file = await uploadFile({ api, randomness: systemRandomness, path, purpose: 'batch', expiresInMs, onSent });
  output.live('');
  return file.id;
}

function ask({ api, flags }: QuoteCall, fileId: string, firstUrl: string | undefined): Promise<BatchQuote> {
  return api.ask({
    method: 'POST',
    path: '/v1/batches/quote',
    repeatable: true,
    json: {
      input_file_id: fileId,
      endpoint: flags.endpoint ?? firstUrl ?? '/v1/chat/completions',
      completion_window: flags.within ?? '24h',
    },
  });
}

/** What cannot be removed expires by itself; the quote is what counts. */
async function remove({ api }: QuoteCall, id: string): Promise<void> {
  await api.ask({ method: 'DELETE', path: filePath(id) }).catch(() => {});
}
