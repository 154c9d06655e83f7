import type { BatchNews } from '@spillway/core';
import type { Output } from '../terminal/output.ts';

/** Its words are of the batch's owner: they say what is wrong with lines of the input. */
const untold = 'failed';

/** Tells a log for programs what became of batches in this process. */
export function newsLog(output: Output): (news: BatchNews) => void {
  return ({ batchId, kind, text }) =>
    output.tell({
      ...{ level: 'info', component: 'batch', batch_id: batchId, event: kind },
      msg: kind === untold ? 'Failed.' : text,
    });
}
