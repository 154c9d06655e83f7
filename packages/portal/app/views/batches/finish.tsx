import type { BatchOutlook } from '@spillway/api-types';
import type { JSX } from 'preact';
import { type Batch, endedAt, hasEnded } from '../../api/batch.ts';
import { Since, When } from '../../parts/when.tsx';
import { finishOf } from './finish-of.ts';

export interface FinishProps {
  readonly batch: Batch;
  /** Undefined while it is not known. */
  readonly outlook: BatchOutlook | undefined;
}

/** Of a running batch when it is expected, of the others when it was. */
export function Finish({ batch, outlook }: FinishProps): JSX.Element {
  if (hasEnded(batch)) return <When at={endedAt(batch)} />;
  const { at, onTime, isByPace } = finishOf(batch, outlook);
  const isLate = onTime === false;
  return (
    <span data-late={isLate}>
      {at === null ? (
        <span class="hint">
          due <Since at={batch.expires_at} />
        </span>
      ) : (
        <Since at={at} />
      )}
      {at !== null && isByPace && <span class="hint"> at this pace</span>}
      {isLate && (
        <>
          {' '}
          <span class="badge" data-tone="bad">
            late
          </span>
        </>
      )}
    </span>
  );
}
