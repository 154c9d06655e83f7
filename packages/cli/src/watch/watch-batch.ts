import type { SpillwayError } from '@spillway/core';
import { countsOf, hasEnded, type WireBatch } from '../client/wire-batch.ts';
import { ProgressReporter, type Tally } from '../progress/progress-reporter.ts';
import { TroubleNote } from '../terminal/trouble-note.ts';
import type { ClientCall } from '../verbs/client-verb.ts';
import { timelineLine } from '../views/batch-view.ts';
import { batchUpdates } from './batch-updates.ts';

type WatchCall = Pick<ClientCall<Record<never, never>>, 'api' | 'clock' | 'output' | 'command'>;

/**
 * Shows how far a batch is until it has ended, and answers it. Rejects when the call is interrupted, and says that the
 * batch is not.
 */
export async function watchBatch(call: WatchCall, id: string): Promise<WireBatch> {
  try {
    return await watchToEnd(call, id);
  } catch (error) {
    if (call.api.signal.aborted) sayLeft(call, id);
    throw error;
  }
}

function sayLeft({ output, command }: WatchCall, id: string): void {
  const again = command('watch', id);
  const text = `${id} goes on without being watched.\n  watch it again  ${again}\n  or end it       ${command('cancel', id)}`;
  if (output.json) output.event({ event: 'interrupted', id, resume: again }, text);
  else output.note(text);
}

async function watchToEnd({ api, clock, output }: WatchCall, id: string): Promise<WireBatch> {
  const reporter = new ProgressReporter(output, clock);
  let seen: WireBatch | undefined;
  const trouble = new TroubleNote(output);
  const onBroken = (error: SpillwayError): void => trouble.say(error);
  try {
    for await (const update of batchUpdates({ api, clock, id, onBroken })) {
      trouble.end();
      if (update.kind === 'event') {
        const text = timelineLine(update.event).trimStart();
        if (output.json) output.event({ event: 'timeline', ...update.event }, text);
        else output.note(text);
        continue;
      }
      if (update.batch.status !== seen?.status) showStatus(output, update.batch);
      const before = seen;
      seen = update.batch;
      // Of a batch that had ended before anybody watched, there is no progress to see.
      if (countsOf(seen).total > 0 && (before || !hasEnded(seen))) reporter.show(tallyOf(seen, clock.now()));
    }
  } finally {
    reporter.end();
  }
  if (!seen || !hasEnded(seen)) throw new Error(`the updates of ${id} ended before the batch`);
  return seen;
}

/** Before there are counts, the phase is all there is to see. */
function showStatus({ json, live, event }: WatchCall['output'], batch: WireBatch): void {
  if (json) event({ event: 'status', id: batch.id, status: batch.status }, '');
  else if (countsOf(batch).total === 0 && !hasEnded(batch)) live(`${batch.status} …`);
}

function tallyOf(batch: WireBatch, nowMs: number): Tally {
  const { total, completed, failed } = countsOf(batch);
  const { estimate, expires_at: deadline } = batch;
  return {
    total,
    done: completed + failed,
    failed,
    ...(estimate && { expectedMs: estimate.expected_finish_at * 1_000 - nowMs }),
    ...(deadline != null && !hasEnded(batch) && { deadlineMs: deadline * 1_000 - nowMs }),
  };
}
