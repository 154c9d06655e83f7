import type { CoordinatorOptions } from '../coordinator/coordinator-options.ts';
import { countRemoved, type OnRemoved, type SweptThing } from '../telemetry/count-sweeps.ts';
import { batchOrphans } from './batch-orphans.ts';
import { producedOrphans, uploadedOrphans } from './file-orphans.ts';
import { sweepOrphans } from './orphan-walk.ts';
import type { Sweep } from './sweep.ts';
import { sweepFiles } from './sweep-files.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';
import { sweepBulkActions, sweepHistory, sweepResults } from './sweep-records.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { uploadOrphans } from './upload-orphans.ts';

export type SweepsOptions = Pick<CoordinatorOptions, 'store' | 'blobs' | 'retention' | 'clock' | 'telemetry'> & {
  readonly graceMs: number;
};

/** All that a coordinator sweeps, on what it has. Several may sweep the same at once. */
export function createSweeps(options: SweepsOptions): readonly Sweep[] {
  const { store, blobs, retention, clock, telemetry } = options;
  const removed = (what: SweptThing): OnRemoved => countRemoved(what, telemetry);
  const orphans = [
    uploadedOrphans(store.files),
    producedOrphans(store.files),
    batchOrphans('segments/', store.shards),
    batchOrphans('indexes/', store.shards),
    ...(store.uploads ? [uploadOrphans] : []),
  ];
  const sweeps = [
    sweepFiles({ ...options, onRemoved: removed('files') }),
    sweepUploads({ ...options, onRemoved: removed('uploads') }),
    sweepHistory(store, retention, removed('reports')),
    sweepBulkActions(store, retention, removed('bulk_actions')),
    sweepResults(store, removed('results')),
    sweepLeftovers(blobs, clock, removed('leftovers')),
    ...orphans.map((kind) => sweepOrphans(kind, { blobs, clock, onRemoved: removed('orphans') })),
  ];
  return sweeps.filter((sweep) => sweep !== undefined);
}
