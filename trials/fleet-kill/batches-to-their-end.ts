import { setTimeout as pause } from 'node:timers/promises';
import { checkProduced, trialLine } from '../trial-lines.ts';
import type { BatchClient, SeenBatch } from './batch-client.ts';

/** As many batches of the same lines. */
export function submitAll(
  client: BatchClient,
  { batches, lines }: { readonly batches: number; readonly lines: number },
): Promise<string[]> {
  const input = Array.from({ length: lines }, (_, position) => `${trialLine(position)}\n`).join('');
  return Promise.all(Array.from({ length: batches }, (_, at) => client.submit(input, `trial-${at}`)));
}

const terminal = ['completed', 'failed', 'expired', 'cancelled'];

/** Looks at the batch until it has ended. What is done never becomes less. */
export async function endOf(client: BatchClient, id: string): Promise<SeenBatch> {
  for (let most = 0; ; await pause(100)) {
    const batch = await client.batch(id);
    const { completed, failed } = batch.request_counts;
    if (completed + failed < most) throw new Error(`${id} went back from ${most} to ${completed + failed} done`);
    most = completed + failed;
    if (terminal.includes(batch.status)) return batch;
  }
}

/** What is wrong with ended batches: each must be completed and hold each id once, in order. */
export async function faultsIn(client: BatchClient, ended: readonly SeenBatch[], lines: number): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, status, output_file_id: output, error_file_id: errors, request_counts: counts } of ended) {
    if (status !== 'completed') faults.push(`${id} ended as ${status}`);
    const produced = await checkProduced(client.lines(output), client.lines(errors), lines);
    faults.push(...produced.faults.map((fault) => `${id}: ${fault}`));
    if (produced.output !== counts.completed || produced.errors !== counts.failed) {
      faults.push(
        `${id} counts ${counts.completed} and ${counts.failed}, its files hold ${produced.output} and ${produced.errors}`,
      );
    }
  }
  return faults;
}
