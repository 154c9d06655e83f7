import type { Clock, SpillwayBatches } from '@spillway/core';
import type { Batch, RecordedEvent } from '@spillway/core/store';
import { batchObject } from '../wire/batch-object.ts';
import { type AskedLook, LiveReader } from './live-reader.ts';
import { type BatchKey, batchesAtOnce, readBatches } from './read-batches.ts';
import type { CountViews } from './view-counts.ts';

/** What viewers see of a batch. */
export interface BatchLook {
  /** Undefined when there is none. */
  readonly batch: Batch | undefined;
  /** As it is sent. */
  readonly text: string;
  /** Its history, as it was read last. */
  readonly timeline: readonly RecordedEvent[];
  /** When that was, by the monotonic clock. */
  readonly timelineMs: number;
}

export interface BatchLooksOptions {
  readonly batches: SpillwayBatches;
  readonly clock: Clock;
  readonly present: (answer: object) => object;
  readonly counts: CountViews;
}

/** The fleet's decisions, every five seconds, leave events without touching the batch. */
const TIMELINE_MS = 3_000;

/** Looks at single batches: all that are watched are read together. */
export function createBatchLooks(options: BatchLooksOptions): LiveReader<BatchKey, BatchLook> {
  const { batches, clock, counts } = options;
  return new LiveReader<BatchKey, BatchLook>({
    clock,
    keyOf: ({ tenant, id }) => JSON.stringify([tenant, id]),
    together: batchesAtOnce,
    async read(asked) {
      counts.reads('batches');
      const found = await readBatches(
        batches,
        asked.map(({ subject }) => subject),
      );
      return Promise.all(asked.map((one, index) => lookAt(one, found[index], options)));
    },
    isSame: (before, after) =>
      before.text === after.text && lastOf(before.timeline)?.ordinal === lastOf(after.timeline)?.ordinal,
    onViewers: (change) => counts.viewers('batch', change),
  });
}

async function lookAt(
  { subject, before }: AskedLook<BatchKey, BatchLook>,
  batch: Batch | undefined,
  { batches, clock, present, counts }: BatchLooksOptions,
): Promise<BatchLook> {
  const nowMs = clock.monotonic();
  if (!batch) return { batch, text: '', timeline: [], timelineMs: nowMs };
  const same = before?.batch !== undefined && JSON.stringify(before.batch) === JSON.stringify(batch);
  // Of a batch that stands still nothing is told, although its estimate moves with the time.
  const text = same ? before.text : JSON.stringify(present(batchObject(batch, clock.now())));
  if (before && !wantsTimeline(before, batch, nowMs))
    return { batch, text, timeline: before.timeline, timelineMs: before.timelineMs };
  counts.reads('timeline');
  return { batch, text, timeline: await batches.timeline(subject), timelineMs: nowMs };
}

/** Whether the history may have gone on: by a step of the batch's life, or by a decision about the fleet while it runs. */
function wantsTimeline({ batch: before, timelineMs }: BatchLook, batch: Batch, nowMs: number): boolean {
  if (!before || stageOf(before) !== stageOf(batch)) return true;
  return batch.phase === 'in_progress' && nowMs - timelineMs >= TIMELINE_MS;
}

function stageOf({ phase, revision, cancelRequestedAt, requeue, purgedAt }: Batch): string {
  return JSON.stringify([phase, revision, cancelRequestedAt, requeue === null, purgedAt]);
}

function lastOf(timeline: readonly RecordedEvent[]): RecordedEvent | undefined {
  return timeline.at(-1);
}
