import type { JSX } from 'preact';
import { type Batch, endedAt, hasEnded } from '../../api/batch.ts';
import { now } from '../../live/clock.ts';
import { When } from '../../parts/when.tsx';

interface Mark {
  readonly name: 'Start' | 'Now' | 'Expected' | 'Deadline' | 'Ended';
  /** In seconds since the epoch. */
  readonly at: number;
}

export interface DeadlineAxisProps {
  readonly batch: Batch;
  readonly expectedAt: number | null;
}

/** Start, now, expected finish and deadline along one line. */
export function DeadlineAxis({ batch, expectedAt }: DeadlineAxisProps): JSX.Element {
  const marks = marksOf(batch, expectedAt);
  const [from, to] = [Math.min(...marks.map(({ at }) => at)), Math.max(...marks.map(({ at }) => at))];
  const placeOf = (at: number): number => (to === from ? 0 : ((at - from) / (to - from)) * 100);
  const reached = endedAt(batch) ?? now.value / 1_000;
  const late = (expectedAt ?? reached) > batch.expires_at;
  return (
    <div class="axis">
      <div class="axis-line" aria-hidden="true">
        <div
          class="axis-passed"
          style={{ width: `${Math.min(100, Math.max(0, placeOf(reached)))}%` }}
          data-late={late}
        />
        {marks.map(({ name, at }) => (
          <i key={name} data-mark={name.toLowerCase()} data-late={late} style={{ left: `${placeOf(at)}%` }} />
        ))}
      </div>
      <ul class="axis-marks">
        {marks.map(({ name, at }) => (
          <li key={name} data-mark={name.toLowerCase()} data-late={late}>
            {name} <When at={Math.round(at)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function marksOf(batch: Batch, expectedAt: number | null): readonly Mark[] {
  const end = endedAt(batch);
  const moments: readonly (readonly [Mark['name'], number | null])[] = [
    ['Start', batch.in_progress_at ?? batch.created_at],
    ['Now', hasEnded(batch) ? null : now.value / 1_000],
    ['Expected', hasEnded(batch) ? null : expectedAt],
    ['Ended', end],
    ['Deadline', batch.expires_at],
  ];
  return moments
    .flatMap(([name, at]) => (at === null ? [] : [{ name, at }]))
    .toSorted((left, right) => left.at - right.at);
}
