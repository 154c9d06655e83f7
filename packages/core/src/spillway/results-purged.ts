import { SpillwayError } from '../errors/index.ts';
import type { Batch } from '../store/index.ts';

/** For reads of a batch whose settlements and segments are being forgotten. */
export function resultsPurged({ id }: Batch): SpillwayError {
  return new SpillwayError(`The results of batch '${id}' have expired.`, {
    code: 'conflict',
    param: 'id',
    hint: 'They are kept as long as the output files, see output_expires_after; run the requests again in a new batch.',
  });
}
