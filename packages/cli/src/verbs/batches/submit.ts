import { basename } from 'node:path';
import { systemRandomness } from '@spillway/core';
import { findUploaded } from '../../client/find-uploaded.ts';
import { uploadFile } from '../../client/upload-file.ts';
import { uploadName } from '../../client/upload-name.ts';
import type { WireBatch } from '../../client/wire-batch.ts';
import { exitCodes } from '../../exit-code.ts';
import { switchFlag, textFlag } from '../../flags/flag.ts';
import { producedPaths } from '../../run/produced-paths.ts';
import { type InputFile, readInput } from '../../run/read-input.ts';
import { formatBytes } from '../../terminal/amount.ts';
import { deliverResults } from '../../watch/deliver-results.ts';
import { reportEnded } from '../../watch/report-ended.ts';
import { watchBatch } from '../../watch/watch-batch.ts';
import { type ClientCall, defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { deduplicateFlag, idempotencyFlag, metadataFlag, metadataOf, priorityFlag, windowFlag } from './order-flags.ts';
import { watchExits } from './watch-exits.ts';

const flags = {
  watch: switchFlag({ help: 'show progress until the batch has ended', short: 'w' }),
  output: textFlag({
    help: 'watch, and then download the answers to this file',
    value: 'FILE',
    short: 'o',
  }),
  errors: textFlag({
    help: 'file for the requests without an answer. Default: OUTPUT with .errors.jsonl',
    value: 'FILE',
  }),
  endpoint: textFlag({ help: 'path that the requests name. Default: the url of the first line', value: 'PATH' }),
  within: { ...windowFlag, fallbackText: '24h' },
  priority: priorityFlag,
  metadata: metadataFlag,
  deduplicate: deduplicateFlag,
  'idempotency-key': idempotencyFlag,
};

type SubmitCall = ClientCall<typeof flags>;

export const submitVerb: Verb = defineClientVerb({
  name: 'submit',
  summary: 'upload a file of requests and start its batch',
  operands: 'FILE',
  description:
    'Uploads FILE, a JSONL file in the format of the OpenAI Batch API, and creates its batch. It prints the id of the ' +
    'batch and ends; with --watch it stays until the batch has ended, and Ctrl-C leaves the batch running.',
  flags,
  examples: [
    ['spillway submit requests.jsonl', 'start a batch and come back later'],
    ['spillway submit requests.jsonl -o answers.jsonl --within 2h', 'wait for the answers, and download them'],
    ['spillway submit nightly.jsonl --idempotency-key nightly-2026-11-21', 'never twice, however often it is called'],
  ],
  exits: watchExits,
  async run(call) {
    const { flags, output, command } = call;
    const paths = await pathsOf(call);
    const input = await readInput(call.operand, call.api.signal);
    const batch = await create(call, input, await provide(call, input));
    output.event({ event: 'submitted', ...batch }, batch.id);
    if (!flags.watch && !paths) {
      output.note(`  watch it         ${command('watch', batch.id)}`);
      output.note(`  get the answers  ${command('results', batch.id, '--follow', '-o', 'answers.jsonl')}`);
      return exitCodes.ok;
    }
    const ended = await watchBatch(call, batch.id);
    if (paths && ended.status !== 'failed') await deliverResults(call.api, ended, paths);
    return reportEnded(call, ended, paths);
  },
});

async function pathsOf({ flags: { output, errors }, operand }: SubmitCall) {
  return output === undefined ? undefined : producedPaths({ input: operand, output, errors });
}

/** The id of the file on the server. A batch that may not start twice needs the same file as the first time. */
async function provide(call: SubmitCall, { path, bytes, sha256 }: InputFile): Promise<string> {
  const { api, output, flags } = call;
  // A wrong key or address shows before a gigabyte was sent.
  await api.ask({ path: '/v1/batches', query: { limit: 1 } });
  if (flags['idempotency-key'] !== undefined) {
    const found = await findUploaded(api, { filename: uploadName(path), bytes, sha256 });
    if (found) return found.id;
  }
  const onSent = (sent: number, total: number): void => {
    output.live(`uploading ${basename(path)}: ${formatBytes(sent)} of ${formatBytes(total)}`);
  };
  const identified = flags['idempotency-key'] !== undefined;
  const file = await uploadFile({ api, randomness: systemRandomness, path, purpose: 'batch', identified, onSent });
  output.live('');
  return file.id;
}

/** Repeated after a broken connection, it answers the batch that the first call made. */
function create({ api, flags }: SubmitCall, { firstUrl }: InputFile, fileId: string): Promise<WireBatch> {
  const metadata = metadataOf(flags.metadata, flags.priority);
  return api.ask({
    method: 'POST',
    path: '/v1/batches',
    headers: { 'idempotency-key': flags['idempotency-key'] ?? systemRandomness.id() },
    repeatable: true,
    json: {
      input_file_id: fileId,
      endpoint: flags.endpoint ?? firstUrl ?? '/v1/chat/completions',
      completion_window: flags.within ?? '24h',
      ...(metadata && { metadata }),
      ...(flags.deduplicate !== undefined && { deduplicate: flags.deduplicate }),
    },
  });
}
