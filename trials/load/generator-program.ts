/** Makes load in a process of its own, so that what it costs does not slow down the server's or the trial's loop. */
import type { CallLog } from './call-log.ts';
import { type PollOptions, pollBatches } from './poll-batches.ts';
import { type UploadOptions, uploadFiles } from './upload-files.ts';

export type GeneratorOrder = { readonly poll: PollOptions } | { readonly upload: UploadOptions };

export interface GeneratorAnswer {
  readonly logs: readonly CallLog[];
  readonly cpuSeconds: number;
}

process.once('message', (order: GeneratorOrder) => void perform(order));

async function perform(order: GeneratorOrder): Promise<void> {
  const logs = await ('poll' in order ? pollBatches(order.poll) : uploadFiles(order.upload));
  const { user, system } = process.cpuUsage();
  const answer: GeneratorAnswer = { logs, cpuSeconds: (user + system) / 1e6 };
  process.send?.(answer, () => process.disconnect());
}
