import type { AccessKey } from '../store/access-registry.ts';
import type { FleetStanding } from '../store/fleet-board.ts';
import type { BatchReport } from '../store/history.ts';
import type { TenantRecord } from '../store/tenant-registry.ts';
import type { WorkerRecord } from '../store/worker-registry.ts';
import type { StoredBulkAction } from './bulk-action-registry.ts';
import type { StoredResult } from './result-index.ts';
import type { StoredBatch } from './stored-batch.ts';
import type { StoredFile } from './stored-file.ts';
import type { StoredUpload } from './upload-registry.ts';

/** Everything that a memory store remembers, shared by its roles. */
export interface MemoryState {
  readonly now: () => number;
  readonly files: Map<string, StoredFile>;
  /** By id, in the order of creation. */
  readonly batches: Map<string, StoredBatch>;
  readonly workers: Map<string, WorkerRecord>;
  /** By model. */
  readonly ticks: Map<string, StoredTick>;
  /** By pool and model. */
  readonly standings: Map<string, FleetStanding>;
  /** Service by pool, then by tenant. */
  readonly charges: Map<string, Map<string, number>>;
  /** Keys of the API by id, in the order of creation; revoked ones stay. */
  readonly keys: Map<string, StoredKey>;
  readonly tenants: Map<string, TenantRecord>;
  /** By id, in the order in which their batches ended. */
  readonly reports: Map<string, BatchReport>;
  /** By hash and scope. */
  readonly results: Map<string, StoredResult>;
  readonly uploads: Map<string, StoredUpload>;
  /** By id, in the order of creation. */
  readonly bulkActions: Map<string, StoredBulkAction>;
  storageId: string | undefined;
}

export interface StoredKey {
  readonly record: AccessKey;
  readonly digest: string;
  revoked: boolean;
}

export interface StoredTick {
  readonly fence: number;
  readonly dueAt: number;
  readonly memory: unknown;
}
