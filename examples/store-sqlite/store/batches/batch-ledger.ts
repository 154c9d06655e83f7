import type { Backlog, Batch, BatchLedger, TenantKey } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { advanceBatch } from './advance-batch.ts';
import { claimSteps, renewStep } from './claim-steps.ts';
import { createBatch } from './create-batch.ts';
import { countBatches, listBatches } from './list-batches.ts';
import { reopenBatch } from './reopen-batch.ts';
import { batchOf, isLive, saveBatch, toBatch, wake } from './stored-batch.ts';
import { addEvents, readTimeline } from './timeline.ts';

export function createBatchLedger(db: Database): BatchLedger {
  return {
    create: async (batch) => db.write(() => createBatch(db, batch)),
    get: async (key) => db.read(() => getBatch(db, key)),
    list: async (query) => db.read(() => listBatches(db, query)),
    count: async (filter) => db.read(() => countBatches(db, filter)),
    claimDue: async (query) => db.write(() => claimSteps(db, query)),
    renew: async (hold, leaseMs) => db.write(() => renewStep(db, hold, leaseMs)),
    advance: async (hold, to) => db.write(() => advanceBatch(db, hold, to)),
    requestCancel: async (key) => db.write(() => requestCancel(db, key)),
    reopen: async (key, reopening) => db.write(() => reopenBatch(db, key, reopening)),
    backlog: async (query) => db.read(() => measureBacklog(db, query)),
    timeline: async (key) => db.read(() => readTimeline(db, key)),
  };
}

const backlogOfTenant = `
  select count(*) as batches, coalesce(sum(open), 0) as requests from batches
  where endedAt is null and tenant = :tenant and (:user is null or user = :user)`;
const backlogOfAll = `
  select count(*) as batches, coalesce(sum(open), 0) as requests from batches
  where endedAt is null and (:user is null or user = :user)`;

function getBatch(db: Database, key: TenantKey): Batch | undefined {
  const batch = batchOf(db, key);
  return batch && toBatch(batch);
}

function requestCancel(db: Database, key: TenantKey & { readonly revision?: number }): Batch | undefined {
  const batch = batchOf(db, key);
  if (!batch) return undefined;
  const isMeant = key.revision === undefined || key.revision === batch.record.revision;
  if (isMeant && isLive(batch) && batch.record.cancelRequestedAt === null) {
    const now = db.now();
    batch.record = { ...batch.record, cancelRequestedAt: now };
    wake(batch, now);
    addEvents(db, batch, [{ kind: 'cancel_requested', text: 'Cancellation was requested.' }], now);
    saveBatch(db, batch);
  }
  return toBatch(batch);
}

function measureBacklog(db: Database, query: { readonly tenant?: string; readonly user?: string }): Backlog {
  const found = db.get<Backlog>(query.tenant === undefined ? backlogOfAll : backlogOfTenant, { user: null, ...query });
  return found ?? { batches: 0, requests: 0 };
}
