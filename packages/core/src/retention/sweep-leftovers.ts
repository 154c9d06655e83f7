import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { OnRemoved } from '../telemetry/count-sweeps.ts';
import { DAY_MS } from './orphan-walk.ts';
import type { Sweep } from './sweep.ts';

/** Of what unfinished puts hold, once a day; none on a storage that holds nothing of them. */
export function sweepLeftovers(
  blobs: Pick<BlobStorage, 'removeLeftovers'>,
  clock: Clock,
  onRemoved: OnRemoved,
): Sweep | undefined {
  if (!blobs.removeLeftovers) return undefined;
  let doneMs: number | undefined;
  return {
    name: 'sweep of leftovers',
    async step(signal) {
      if (doneMs !== undefined && clock.monotonic() - doneMs < DAY_MS) return 'done';
      onRemoved((await blobs.removeLeftovers?.({ signal })) ?? 0);
      doneMs = clock.monotonic();
      return 'done';
    },
  };
}
