import type { BulkAction, BulkActionKind } from '@spillway/api-types';
import { systemRandomness } from '@spillway/core';
import { bulkActionsPath, type WireRecordedAction } from '../../client/wire-bulk-action.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { type Flag, switchFlag } from '../../flags/flag.ts';
import { problemLines, progressText } from '../../views/bulk-action-view.ts';
import { watchBulkAction } from '../../watch/watch-bulk-action.ts';
import type { ClientCall } from '../client-verb.ts';
import { amountOf, bulkWords } from './bulk-words.ts';

/** Flags of every verb that acts on many. */
export const actFlags: {
  readonly 'dry-run': Flag<boolean>;
  readonly yes: Flag<boolean>;
  readonly watch: Flag<boolean>;
} = {
  'dry-run': switchFlag({ help: 'only say what it would come to' }),
  yes: switchFlag({ help: 'do not ask; needed where nobody can answer', short: 'y' }),
  watch: switchFlag({ help: 'show the progress until it has ended' }),
};

export const actExits = [
  [0, 'done; with --watch, all of it'],
  [1, 'could not, or was not to: bad flags, no server, a wrong key, no --yes'],
  [2, 'with --watch: something failed, or it was cancelled'],
  [130, 'interrupted; the action goes on'],
] as const;

export interface BulkOrder {
  readonly action: BulkActionKind;
  readonly filter: object;
  readonly completion_window?: string;
}

type Call = ClientCall<typeof actFlags>;

/** Says what it would come to, asks, and records the action. */
export async function carryOut(call: Call, order: BulkOrder): Promise<ExitCode> {
  const { api, output, flags } = call;
  const post = <Answer>(json: object, headers = {}): Promise<Answer> =>
    api.ask<Answer>({ method: 'POST', path: bulkActionsPath(), json, headers, repeatable: true });
  const forecast = await post<BulkAction>({ ...order, dry_run: true });
  if (flags['dry-run']) {
    output.event({ event: 'bulk_dry_run', ...forecast }, progressText(forecast, 'would be '));
    return exitCodes.ok;
  }
  if (!(await mayAct(call, forecast))) return exitCodes.refused;
  const headers = { 'idempotency-key': systemRandomness.id() };
  const action = await post<WireRecordedAction>(order, headers);
  output.event({ event: 'bulk_created', ...action }, action.id);
  if (flags.watch) return watchToEnd(action.id, call);
  output.note(`  watch it  ${call.command('bulk', 'show', action.id, '--watch')}`);
  return exitCodes.ok;
}

/** Where nobody can be asked, --yes must have said it. */
async function mayAct({ flags, output, ask, api }: Call, forecast: BulkAction): Promise<boolean> {
  const { action, counts } = forecast;
  output.note(progressText(forecast, 'would be '));
  for (const line of problemLines(forecast)) output.note(line);
  if (flags.yes) return true;
  if (ask && !output.json) {
    const question = `${bulkWords[action].verb} ${amountOf(action, counts.done)}?`;
    if (await ask(question, api.signal)) return true;
    output.note('Nothing was done.');
    return false;
  }
  if (output.json) output.event({ event: 'bulk_dry_run', ...forecast }, '');
  output.note('  nothing is done yet; add --yes');
  return false;
}

export async function watchToEnd(
  id: string,
  { api, clock, output }: Pick<Call, 'api' | 'clock' | 'output'>,
): Promise<ExitCode> {
  const ended = await watchBulkAction(id, { api, clock, output });
  output.event({ event: 'bulk_ended', ...ended }, `${ended.status}  ${progressText(ended)}`);
  for (const line of problemLines(ended)) output.note(line);
  return ended.status === 'completed' && ended.counts.failed === 0 ? exitCodes.ok : exitCodes.someFailed;
}
