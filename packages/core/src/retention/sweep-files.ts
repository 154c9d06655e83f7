import type { BlobStorage } from '../blob/index.ts';
import type { FileRecord, Store } from '../store/index.ts';
import type { OnRemoved } from '../telemetry/count-sweeps.ts';
import type { Sweep } from './sweep.ts';
import { sweepDue } from './sweep-due.ts';

export interface FileSweepOptions {
  readonly store: Pick<Store, 'files'>;
  readonly blobs: Pick<BlobStorage, 'remove' | 'ping'>;
  /** From the moment that a file is invisible to the removal of its bytes: whoever saw it just before may go on. */
  readonly graceMs: number;
  readonly onRemoved: OnRemoved;
}

const FILES_AT_ONCE = 500;

/** Of files that expired or were removed, as far as no live batch reads them. */
export function sweepFiles({ store: { files }, blobs, graceMs, onRemoved }: FileSweepOptions): Sweep {
  return sweepDue<FileRecord>(
    {
      name: 'file sweep',
      atOnce: FILES_AT_ONCE,
      find: (limit) => files.expired({ limit, goneForMs: graceMs }),
      idOf: ({ id }) => id,
      removeBytes: (gone) => blobs.remove(gone.map(({ blob }) => blob)),
      forget: (ids) => files.purge(ids),
      onRemoved,
    },
    blobs,
  );
}
