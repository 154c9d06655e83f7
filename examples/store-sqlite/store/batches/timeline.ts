import type { RecordedEvent, TenantKey, TimelineEvent } from '@spillway/core/store';
import type { Database } from '../database.ts';
import type { StoredBatch } from './stored-batch.ts';

const kept = 200;

const insert = `
  insert into events (batchId, ordinal, at, kind, text) values (:batchId, :ordinal, :at, :kind, :text)`;
const trim = 'delete from events where batchId = :batchId and ordinal <= :last';
const ofBatch = `
  select ordinal, at, kind, text from events
  where batchId = (select id from batches where id = :id and tenant = :tenant) order by ordinal`;

/** Adds lines to the history of a batch that the caller saves: its row counts them. */
export function addEvents(
  db: Database,
  { record, step }: StoredBatch,
  events: readonly TimelineEvent[],
  at: number,
): void {
  for (const { kind, text } of events) {
    db.change(insert, { batchId: record.id, ordinal: ++step.lastEvent, at, kind, text });
  }
  if (events.length > 0) db.change(trim, { batchId: record.id, last: step.lastEvent - kept });
}

export function readTimeline(db: Database, key: TenantKey): RecordedEvent[] {
  return db.all<RecordedEvent>(ofBatch, key);
}
