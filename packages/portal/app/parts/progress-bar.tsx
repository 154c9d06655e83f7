import type { JSX } from 'preact';
import type { Batch } from '../api/batch.ts';
import { countText, percentText } from '../format/amount.ts';

/** How much of a batch has ended, and how. */
export function ProgressBar({ counts }: { readonly counts: Batch['request_counts'] }): JSX.Element {
  const { total, completed, failed } = counts;
  const share = total === 0 ? 0 : (completed + failed) / total;
  const text = `${countText(completed)} completed and ${countText(failed)} failed of ${countText(total)}`;
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label="Progress"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      aria-valuetext={`${percentText(share)}: ${text}`}
      title={text}
    >
      <div class="progress-good" style={{ width: widthOf(completed, total) }} />
      <div class="progress-bad" style={{ width: widthOf(failed, total) }} />
    </div>
  );
}

function widthOf(part: number, total: number): string {
  return `${total === 0 ? 0 : (part / total) * 100}%`;
}
