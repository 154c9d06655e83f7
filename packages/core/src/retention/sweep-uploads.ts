import type { BlobStorage } from '../blob/index.ts';
import type { Store } from '../store/index.ts';
import type { OnRemoved } from '../telemetry/count-sweeps.ts';
import { removeAllBelow } from './remove-all-below.ts';
import type { Sweep } from './sweep.ts';
import { sweepDue } from './sweep-due.ts';

export interface UploadSweepOptions {
  readonly store: Pick<Store, 'uploads'>;
  readonly blobs: Pick<BlobStorage, 'list' | 'remove' | 'ping'>;
  readonly onRemoved: OnRemoved;
}

/** Of few, since each may have thousands of parts. */
const UPLOADS_AT_ONCE = 10;

/** Of the parts of uploads that are closed or expired; none on a store that takes no uploads. */
export function sweepUploads({ store: { uploads }, blobs, onRemoved }: UploadSweepOptions): Sweep | undefined {
  if (!uploads) return undefined;
  return sweepDue<string>(
    {
      name: 'upload sweep',
      atOnce: UPLOADS_AT_ONCE,
      find: (limit) => uploads.expired({ limit }),
      idOf: (id) => id,
      async removeBytes(ids, signal) {
        for (const id of ids) await removeAllBelow(`uploads/${id}/`, { blobs, signal });
      },
      forget: (ids) => uploads.purge(ids),
      onRemoved,
    },
    blobs,
  );
}
